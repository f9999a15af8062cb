#include <fmt/format.h>

#include "ops/command_text.h"
#include "ops/runbook_commands.h"
#include "ops/runbook_procedures.h"

namespace quondam::ops {
namespace {

using Lines = std::vector<std::string>;

std::string needs_data() {
  return needs("data", "/var/lib/quondam", "what --data of the server names");
}

std::string needs_copy() {
  return needs("copy", "/mnt/spare/quondam", "a folder that is not there yet, where there is room");
}

std::string needs_listen() {
  return needs("listen", "127.0.0.1:8001", "an address that is free");
}

// "8000" of "http://127.0.0.1:8000/".
std::string port_of(const Url& endpoint) {
  const std::size_t colon = endpoint.authority.rfind(':');
  const bool has_port = colon != std::string::npos && endpoint.authority.back() != ']';
  if (has_port) return endpoint.authority.substr(colon + 1);
  return endpoint.text.starts_with("https:") ? "443" : "80";
}

std::string base_of(const Url& endpoint) {
  const std::string& text = endpoint.text;
  return text.ends_with('/') ? text.substr(0, text.size() - 1) : text;
}

// The table anew, of files of an export or a dump, on whichever server `other` names.
ProcedurePart rebuilt(const Runbook& runbook, const TableFacts& table) {
  ProcedurePart part{table.name()};
  const std::string& name = table.name();
  const std::string files = needs("files", "AWSDynamoDB/01706696100000-5f3a/data",
                                  "the folder of an export, or of a dump");
  Lines lines{files, aws_request("CreateTable", table.definition), until_active(name),
              fmt::format(R"(for file in "$files"/*.json.gz; do {}; done)",
                          quondam_line({"load", name}, R"("$file")"))};
  part.blocks.push_back(block_elsewhere(
      runbook,
      "From an export (or a dump, `*.json.gz`), with the definition of when this was written.",
      lines));
  if (Lines settings = setting_lines(table); !settings.empty()) {
    part.blocks.push_back(
        block_elsewhere(runbook, "With the settings of when this was written.", settings));
  }
  part.blocks.push_back(block_elsewhere(
      runbook, "See that it worked.",
      {quondam_line({"tables", name}),
       aws_line("scan", {"--table-name", name, "--select", "COUNT", "--query", "Count"})}));
  return part;
}

void add_checks(const Runbook& runbook, Procedure& procedure) {
  const std::string port = port_of(runbook.connection.endpoint);
  ProcedurePart part{.table = {}, .title = "Looking for the reason"};
  part.blocks = {
      {"On the machine of the server. Is it there, and does it take writes? (503 says why not.)",
       {fmt::format("curl -sS -m 5 {} || true",
                    shell_word(base_of(runbook.connection.endpoint) + "/ready")),
        "ps -ww -eo pid,user,lstart,args | grep '[q]uondam serve' || true"}},
      {"What did it say last? The journal of the unit, where it runs as one.",
       {"journalctl -u quondam -n 50 --no-pager || true"}},
      enclosed(
          "Is the disk full, or out of inodes? What takes it? Make room beside the data; delete "
          "nothing in it by hand.",
          {needs_data(), R"(df -h "$data"; df -i "$data")",
           R"(du -xh --max-depth=1 "$data" | sort -h | tail -n 5)"}),
      enclosed("May the user of the server write there? Files of somebody else are listed (a start "
               "as root "
               "leaves such).",
               {needs_data(), R"(ls -ld "$data")",
                R"sh(find "$data" ! -user "$(stat -c %U "$data")" -exec ls -ld {} +)sh"}),
      enclosed("Give them to the owner of the folder, as root.",
               {needs_data(), R"sh(chown -R "$(stat -c %U:%G "$data")" "$data")sh"}),
      {"Who has the port? (\"cannot listen on\": another program; \"is open in another process\": "
       "a server that still runs on this data.)",
       {fmt::format("ss -ltnp 'sport = :{}'", port)}},
      {"Is the clock right? After a jump the server runs, but trims and expires nothing, and its "
       "log says so.",
       {"date -u", "timedatectl || true"}}};
  procedure.parts.push_back(std::move(part));
}

void add_starts(const Runbook& runbook, Procedure& procedure) {
  ProcedurePart part{.table = {}, .title = "Starting it by hand, or on a copy"};
  part.notes = {
      "These run in the foreground; Ctrl-C ends them. Add the options that the server is "
      "started with: `--credentials`, `--tls-cert`, `--tls-key`, or `--config "
      "/etc/quondam/quondam.toml`. Run them as the user of the server."};
  const std::string listen = needs(
      "listen", fmt::format("127.0.0.1:{}", port_of(runbook.connection.endpoint)), "its address");
  part.blocks = {
      enclosed("Start it by hand, and read what it says.",
               {needs_data(), listen, R"(quondam serve --data "$data" --listen "$listen")"}),
      enclosed("The clock has jumped, and it is right now: history is trimmed and expires again. "
               "Only when "
               "it is right: what a wrong clock lets expire is gone.",
               {needs_data(), listen,
                R"(quondam serve --data "$data" --listen "$listen" --trust-clock)"}),
      enclosed(
          "It does not open its data. Copy that first (the server must not run), and try with the "
          "copy, at another address: nothing touches the original. There is no read-only start.",
          {needs_data(), needs_copy(), needs_listen(),
           R"(test ! -e "$copy" || { echo "$copy is there already" >&2; exit 1; })",
           R"(cp -a --reflink=auto "$data" "$copy")",
           R"(quondam serve --data "$copy" --listen "$listen")"})};
  procedure.parts.push_back(std::move(part));
}

void add_dumps(const Runbook& runbook, Procedure& procedure) {
  ProcedurePart part{.table = {}, .title = "Getting the items out, and beginning anew"};
  Lines dumps{needs("files", "rescued", "a folder for the files"), R"(mkdir -p "$files")"};
  for (const TableFacts& table : runbook.tables) {
    dumps.push_back(fmt::format(R"(mkdir -p "$files"/{0}; {1} --out "$files"/{0}/{0}.json.gz)",
                                shell_word(table.name()), quondam_line({"dump", table.name()})));
  }
  part.blocks = {
      block_elsewhere(runbook, "Get the items out of the server on the copy (`other`).", dumps),
      enclosed("The data is lost. Begin with an empty server, then go on with each table below.",
               {needs("fresh", "/var/lib/quondam-new", "a folder that is not there yet"),
                needs_listen(), R"(quondam serve --data "$fresh" --listen "$listen")"})};
  procedure.parts.push_back(std::move(part));
}

}  // namespace

Procedure server_procedure(const Runbook& runbook) {
  const bool here = runbook.is_quondam;
  Procedure procedure{
      .id = "server-not-starting",
      .title = here ? "The server does not start" : "The endpoint does not answer",
      .when = here ? "Clients cannot connect, or `/ready` answers 503."
                   : "Calls time out or are refused with 500, or a table can be had no other way.",
      .costs = here ? "Disk for a copy." : "An import by its size; a load by its writes.",
      .takes = here ? "The checks minutes; a copy as long as the disk takes; a load as long as its "
                      "writes."
                    : "As long as AWS takes; a load as long as its writes.",
      .back = here ? "The copy and the new server are folders of their own: end them and remove "
                     "those. The original is untouched."
                   : "Delete the table that was made: \"A table deleted\", last block."};
  if (!here) {
    procedure.notes.emplace_back(
        "The server is not yours: what can be done is to look whether it is there (on AWS also at "
        "the "
        "AWS Health Dashboard), and to make the table anew elsewhere, from an export or a dump.");
    ProcedurePart part;
    part.blocks = {
        block(runbook, "Does it answer?",
              {fmt::format("curl -sS -m 10 -o /dev/null -w '%{{http_code}}\\n' {} || true",
                           shell_word(base_of(runbook.connection.endpoint) + "/")),
               aws_line("list-tables", {"--max-items", "1"})})};
    procedure.parts.push_back(std::move(part));
  } else {
    add_checks(runbook, procedure);
    add_starts(runbook, procedure);
    add_dumps(runbook, procedure);
  }
  for (const TableFacts& table : runbook.tables) procedure.parts.push_back(rebuilt(runbook, table));
  return procedure;
}

}  // namespace quondam::ops
