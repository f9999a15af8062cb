#include "expressions/partiql/statement.h"

#include <fmt/format.h>

#include <set>
#include <utility>

#include "expressions/partiql/assignments.h"
#include "expressions/partiql/where.h"
#include "expressions/projection.h"

namespace quondam::expressions::partiql {
namespace {

using Kind = StatementSyntax::Kind;

tl::unexpected<Error> refuse(std::string text) {
  return fail(ErrorCode::validation, std::move(text));
}

Result<Source> read_source(const StatementSyntax& syntax) {
  const SourceSyntax& source = syntax.source;
  if (source.aliased) return refuse("Aliasing is not supported");
  if (source.other || source.joined) return refuse("Unexpected from source");
  if (syntax.kind == Kind::insert && source.components.size() > 1)
    return refuse("FROM clause may only contain a single table name");
  if (source.components.size() > 2)
    return refuse("A path may contain at most 2 components in the FROM clause");
  for (const std::string& component : source.components) {
    if (component.empty()) return refuse("Path component cannot be an empty string");
  }
  const bool of_index = source.components.size() > 1;
  const bool reads = syntax.kind == Kind::select || syntax.kind == Kind::exists;
  if (of_index && !reads) return refuse("This operation is not supported on an index");
  Source made{source.components[0], std::nullopt};
  if (of_index) made.index = source.components[1];
  return made;
}

Result<std::optional<Condition>> read_where(const StatementSyntax& syntax, Parameters parameters) {
  if (!syntax.where) return std::nullopt;
  QUONDAM_ASSIGN(Condition condition, partiql::condition_of(*syntax.where, parameters));
  return condition;
}

// A column is called by the last name in its path and what follows it: a.b[0] is "b[0]".
std::string column_name(const Path& path) {
  std::string name;
  for (const PathElement& element : path.elements) {
    if (const auto* step = std::get_if<std::string>(&element)) {
      name = *step;
    } else {
      name += fmt::format("[{}]", std::get<std::uint64_t>(element));
    }
  }
  return name;
}

Result<std::optional<Projection>> read_columns(const StatementSyntax& syntax) {
  if (syntax.everything) return std::nullopt;
  std::vector<Path> paths;
  std::vector<std::string> names;
  std::set<std::string> seen;
  for (const ColumnSyntax& column : syntax.columns) {
    if (column.aliased) return refuse("Aliasing is not supported");
    if (column.expression.kind != Node::Kind::path)
      return refuse_at("Unexpected path component", column.expression.position);
    QUONDAM_ASSIGN(Path path, partiql::path_of(column.expression));
    names.push_back(column_name(path));
    if (!seen.insert(names.back()).second)
      return refuse(fmt::format("Duplicate identifiers in select clause: {}", names.back()));
    paths.push_back(std::move(path));
  }
  return make_columns(std::move(paths), std::move(names));
}

Result<std::vector<OrderTerm>> read_order(const StatementSyntax& syntax) {
  std::vector<OrderTerm> terms;
  for (const OrderSyntax& order : syntax.order) {
    if (order.expression.kind != Node::Kind::path || !order.expression.children.empty())
      return refuse_at("Argument to ORDER BY must be an attribute", order.expression.position);
    terms.push_back({order.expression.text, order.descending});
  }
  return terms;
}

Result<Select> read_select(const StatementSyntax& syntax, Parameters parameters) {
  if (syntax.unsupported) {
    return refuse_at(fmt::format("Unsupported clause: {}", syntax.unsupported->clause),
                     syntax.unsupported->position);
  }
  QUONDAM_ASSIGN(Source source, read_source(syntax));
  Select select{std::move(source), read_columns(syntax), std::nullopt, {}};
  QUONDAM_ASSIGN(select.where, read_where(syntax, parameters));
  QUONDAM_ASSIGN(select.order, read_order(syntax));
  return select;
}

Result<Insert> read_insert(const StatementSyntax& syntax, Parameters parameters) {
  QUONDAM_ASSIGN(Source into, read_source(syntax));
  if (syntax.returning) return refuse("RETURNING is not supported in INSERT");
  Insert insert{std::move(into), {}};
  const Node& value = *syntax.value;
  if (value.kind != Node::Kind::tuple) {
    QUONDAM_ASSIGN(item::AttributeValue item, value_of(value, parameters));
    if (auto* members = item.get_if<item::Map>()) {
      insert.item = std::move(*members);
      return insert;
    }
    return malformed("Expected a tuple in VALUE");
  }
  // Each attribute's value is one by itself: its place in messages begins at "root", and it may be
  // a parameter.
  for (std::size_t i = 0; i < value.children.size(); i += 2) {
    const Node& name = value.children[i];
    if (name.kind != Node::Kind::string)
      return refuse_at("Unsupported name of an attribute", name.position);
    QUONDAM_ASSIGN(item::AttributeValue attribute, value_of(value.children[i + 1], parameters));
    if (!insert.item.emplace(name.text, std::move(attribute)).second)
      return refuse(fmt::format("Duplicate keys in tuple: {}", name.text));
  }
  return insert;
}

std::optional<Returning> read_returning(const StatementSyntax& syntax) {
  if (!syntax.returning) return std::nullopt;
  return Returning{syntax.returning->modified, syntax.returning->old};
}

Result<Change> read_change(const StatementSyntax& syntax, Parameters parameters) {
  QUONDAM_ASSIGN(Source table, read_source(syntax));
  Change change{std::move(table), {}, {}, read_returning(syntax)};
  QUONDAM_ASSIGN(change.update, update_of(syntax.assignments, parameters));
  QUONDAM_ASSIGN(change.where, read_where(syntax, parameters));
  return change;
}

Result<Remove> read_remove(const StatementSyntax& syntax, Parameters parameters) {
  QUONDAM_ASSIGN(Source from, read_source(syntax));
  Remove remove{std::move(from), {}, read_returning(syntax)};
  if (remove.returning && (remove.returning->modified || !remove.returning->old)) {
    return refuse(fmt::format(
        "Invalid returning clause: RETURNING {} {} *. Only RETURNING ALL OLD * is allowed in "
        "DELETE statements.",
        remove.returning->modified ? "MODIFIED" : "ALL", remove.returning->old ? "OLD" : "NEW"));
  }
  QUONDAM_ASSIGN(remove.where, read_where(syntax, parameters));
  return remove;
}

}  // namespace

Result<Statement> parse_statement(std::string_view text, Parameters parameters) {
  QUONDAM_ASSIGN(const StatementSyntax syntax, parse_syntax(text));
  switch (syntax.kind) {
    case Kind::insert:
      return read_insert(syntax, parameters);
    case Kind::update:
      return read_change(syntax, parameters);
    case Kind::remove:
      return read_remove(syntax, parameters);
    case Kind::select:
      return read_select(syntax, parameters);
    case Kind::exists:
      break;
  }
  QUONDAM_ASSIGN(Select select, read_select(syntax, parameters));
  return Exists{std::move(select)};
}

const Source& source_of(const Statement& statement) {
  struct Visitor {
    const Source& operator()(const Select& s) const { return s.from; }
    const Source& operator()(const Insert& s) const { return s.into; }
    const Source& operator()(const Change& s) const { return s.table; }
    const Source& operator()(const Remove& s) const { return s.from; }
    const Source& operator()(const Exists& s) const { return s.select.from; }
  };
  return std::visit(Visitor{}, statement);
}

}  // namespace quondam::expressions::partiql
