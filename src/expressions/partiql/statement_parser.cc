// parse_syntax of syntax.h: the statements around the expressions.
#include <utility>

#include "expressions/partiql/expression_parser.h"

namespace quondam::expressions::partiql {
namespace {

using Kind = StatementSyntax::Kind;

class StatementParser : private ExpressionParser {
 public:
  explicit StatementParser(std::vector<Token> tokens) : ExpressionParser(std::move(tokens)) {}

  Result<StatementSyntax> run() {
    QUONDAM_TRY(parse_statement());
    if (take_symbol(";") && next().kind != TokenKind::end)
      return malformed("Unexpected token after semicolon. (Only one query is allowed.)");
    if (next().kind != TokenKind::end) return malformed("Unexpected token after expression");
    return std::move(statement_);
  }

 private:
  Result<void> parse_statement() {
    if (take_keyword("select")) return parse_select();
    if (take_keyword("insert")) return parse_insert();
    if (take_keyword("update")) return parse_update();
    if (take_keyword("delete")) return parse_delete();
    if (take_keyword("from")) return parse_from_first();
    if (next().is_keyword("exists") && next(1).is_symbol("(") && next(2).is_keyword("select"))
      return parse_exists();
    return refuse_expression();
  }

  // What is no statement is an expression to PartiQL, with a FROM behind it perhaps.
  Result<void> refuse_expression() {
    const auto expression = parse_expression();
    if (expression && expression->kind == Node::Kind::is && next().kind == TokenKind::end)
      return fail(ErrorCode::validation, "Unsupported operation: IsType");
    return malformed("Expected data manipulation");
  }

  Result<void> parse_exists() {
    statement_.kind = Kind::exists;
    take();
    take();
    take();
    QUONDAM_TRY(parse_select_body());
    if (!take_symbol(")")) return malformed("Expected )");
    return {};
  }

  Result<void> parse_select() {
    statement_.kind = Kind::select;
    return parse_select_body();
  }

  Result<void> parse_select_body() {
    if (take_keyword("distinct")) note_unsupported("DISTINCT");
    take_keyword("all");
    QUONDAM_TRY(parse_columns());
    if (!take_keyword("from")) return malformed("Expected FROM after SELECT list");
    QUONDAM_TRY(parse_read_source());
    QUONDAM_TRY(parse_where());
    QUONDAM_TRY(parse_unsupported_clause("group", "GROUP BY"));
    QUONDAM_TRY(parse_unsupported_clause("having", "HAVING"));
    QUONDAM_TRY(parse_order());
    return parse_unsupported_clause("limit", "LIMIT");
  }

  Result<void> parse_columns() {
    if (take_symbol("*")) {
      statement_.everything = true;
      if (!next().is_symbol(",")) return {};
      return malformed(
          "Other expressions may not be present in the select list when '*' is used without dot "
          "notation.");
    }
    if (next().is_keyword("from")) return malformed("Cannot have empty SELECT list");
    do {
      QUONDAM_ASSIGN(Node expression, parse_expression());
      const bool aliased = take_alias();
      statement_.columns.push_back({std::move(expression), aliased});
    } while (take_symbol(","));
    return {};
  }

  // FROM of SELECT takes any expression; what is no path of names is refused later.
  Result<void> parse_read_source() {
    QUONDAM_ASSIGN(const Node source, parse_expression());
    set_source(source);
    while (take_symbol(",") || take_keyword("join")) {
      statement_.source.joined = true;
      QUONDAM_TRY(parse_expression());
    }
    return {};
  }

  Result<void> parse_write_source() {
    QUONDAM_ASSIGN(const Node source, parse_simple_path());
    set_source(source);
    return {};
  }

  void set_source(const Node& source) {
    SourceSyntax& read = statement_.source;
    read.other = source.kind != Node::Kind::path;
    read.components.push_back(source.text);
    for (const Node& step : source.children) {
      if (step.kind == Node::Kind::name_step) {
        read.components.push_back(step.text);
      } else {
        read.other = true;
      }
    }
    if (statement_.kind != Kind::insert) read.aliased = take_alias();
  }

  bool take_alias() {
    const bool as = take_keyword("as") || take_keyword("at");
    const bool name = next().kind == TokenKind::word || next().kind == TokenKind::quoted_name;
    if (name) take();
    return as || name;
  }

  Result<void> parse_where() {
    if (!take_keyword("where")) return {};
    QUONDAM_ASSIGN(statement_.where, parse_expression());
    return {};
  }

  void note_unsupported(std::string_view clause) {
    if (!statement_.unsupported) statement_.unsupported = {clause, next().position};
  }

  Result<void> parse_unsupported_clause(std::string_view keyword, std::string_view clause) {
    if (!take_keyword(keyword)) return {};
    if (keyword == "group") take_keyword("by");
    note_unsupported(clause);
    do {
      QUONDAM_TRY(parse_expression());
    } while (take_symbol(","));
    return {};
  }

  Result<void> parse_order() {
    if (!take_keyword("order")) return {};
    if (!take_keyword("by")) return malformed("Expected BY");
    do {
      QUONDAM_ASSIGN(Node expression, parse_expression());
      const bool descending = take_keyword("desc");
      if (!descending) take_keyword("asc");
      statement_.order.push_back({std::move(expression), descending});
    } while (take_symbol(","));
    return {};
  }

  Result<void> parse_insert() {
    statement_.kind = Kind::insert;
    if (!take_keyword("into")) return malformed("Unexpected keyword");
    QUONDAM_TRY(parse_write_source());
    // Without VALUE it would be an INSERT of what an expression gives.
    const bool has_value = take_keyword("value");
    QUONDAM_ASSIGN(statement_.value, parse_expression());
    QUONDAM_TRY(parse_returning());
    if (!has_value && next().kind == TokenKind::end) return malformed("Expected VALUE");
    return {};
  }

  Result<void> parse_update() {
    statement_.kind = Kind::update;
    QUONDAM_TRY(parse_write_source());
    QUONDAM_TRY(parse_assignments());
    QUONDAM_TRY(parse_where());
    return parse_returning();
  }

  // FROM table WHERE ... SET ...: an UPDATE in another order.
  Result<void> parse_from_first() {
    statement_.kind = Kind::update;
    QUONDAM_TRY(parse_write_source());
    QUONDAM_TRY(parse_where());
    QUONDAM_TRY(parse_assignments());
    return parse_returning();
  }

  Result<void> parse_assignments() {
    while (true) {
      if (take_keyword("set")) {
        QUONDAM_TRY(parse_set());
      } else if (take_keyword("remove")) {
        QUONDAM_ASSIGN(Node target, parse_simple_path());
        statement_.assignments.push_back({std::move(target), std::nullopt});
      } else if (statement_.assignments.empty()) {
        return malformed("Expected data manipulation");
      } else {
        return {};
      }
    }
  }

  Result<void> parse_set() {
    do {
      QUONDAM_ASSIGN(Node target, parse_simple_path());
      if (!take_symbol("=")) return malformed("Expected assignment for SET");
      QUONDAM_ASSIGN(Node value, parse_expression());
      statement_.assignments.push_back({std::move(target), std::move(value)});
    } while (take_symbol(","));
    return {};
  }

  Result<void> parse_delete() {
    statement_.kind = Kind::remove;
    if (!take_keyword("from")) return malformed("Expected FROM after DELETE");
    QUONDAM_TRY(parse_write_source());
    QUONDAM_TRY(parse_where());
    return parse_returning();
  }

  Result<void> parse_returning() {
    if (!take_keyword("returning")) return {};
    ReturningSyntax returning;
    returning.modified = take_keyword("modified");
    if (!returning.modified && !take_keyword("all")) return malformed("Unexpected keyword");
    returning.old = take_keyword("old");
    if (!returning.old && !take_keyword("new")) return malformed("Unexpected keyword");
    if (!take_symbol("*")) return malformed("Unexpected term");
    statement_.returning = returning;
    return {};
  }

  StatementSyntax statement_;
};

}  // namespace

Result<StatementSyntax> parse_syntax(std::string_view statement) {
  QUONDAM_ASSIGN(std::vector<Token> tokens, tokenize(statement));
  return StatementParser(std::move(tokens)).run();
}

}  // namespace quondam::expressions::partiql
