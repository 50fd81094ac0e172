// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <deque>
#include <memory>
#include <unordered_map>
#include <utility>

#include "read/faults.hpp"
#include "read/pipeline.hpp"
#include "read/row_lines.hpp"
#include "read/stream.hpp"
#include "read/turnstile.hpp"

namespace odds::read {
namespace {

FieldKind field_kind(StreamColumn::Kind kind) {
  switch (kind) {
    case StreamColumn::Kind::number:
      return FieldKind::number;
    case StreamColumn::Kind::category:
      return FieldKind::level;
    case StreamColumn::Kind::boolean:
      return FieldKind::boolean;
    case StreamColumn::Kind::text:
      break;
  }
  return FieldKind::text;
}

// One worker's values of one column.
struct ColumnBuffer {
  std::vector<double> numbers;
  std::vector<std::uint32_t> codes;
  std::vector<std::string_view> texts;

  // Room for `rows` values of a kind; the address of value `first`.
  void* aim(FieldKind kind, std::size_t rows, std::size_t first) {
    if (kind == FieldKind::number) return at(numbers, rows, first);
    if (kind == FieldKind::text) return at(texts, rows, first);
    return at(codes, rows, first);
  }
  ColumnView view(FieldKind kind) const {
    if (kind == FieldKind::number) return {numbers.data(), ElementType::float64, sizeof(double)};
    if (kind == FieldKind::text) return {texts.data(), ElementType::text, sizeof(std::string_view)};
    return {codes.data(), ElementType::code32, sizeof(std::uint32_t)};
  }

 private:
  template <class T>
  static void* at(std::vector<T>& values, std::size_t rows, std::size_t first) {
    if (values.size() < rows) values.resize(rows);
    return values.data() + first;
  }
};

class BatchConsumer final : public RowConsumer {
 public:
  // `request_of[t]`: which of the columns asked for task t fills.
  BatchConsumer(const ParsePlan& plan, const std::vector<std::size_t>& request_of,
                BatchHandler& handler, RowLines& lines, unsigned workers)
      : plan_(plan), request_of_(request_of), handler_(handler), lines_(lines), spaces_(workers) {}

  void consume(unsigned worker, const RecordSet& records) override {
    if (!spaces_[worker]) spaces_[worker] = std::make_unique<Space>(plan_);
    Space& space = *spaces_[worker];
    lines_.add(records, plan_.delimiter);
    parse(records, space);
    Batch batch;
    batch.index = records.batch;
    batch.view.first_row = records.first_row;
    batch.view.rows = static_cast<std::size_t>(records.rows);
    batch.view.columns.resize(plan_.tasks.size());
    for (std::size_t task = 0; task < plan_.tasks.size(); ++task) {
      batch.view.columns[request_of_[task]] = space.columns[task].view(plan_.tasks[task].kind);
    }
    space.result.clear();
    handler_.process(batch, space.result);
    if (!turn_.enter(batch.index)) return;  // a batch before this one failed
    handler_.commit(batch, space.result);
    turn_.pass();
  }

  void stopped(std::uint64_t batch) override { turn_.stop(batch); }

 private:
  struct Space {
    explicit Space(const ParsePlan& plan) : parser(plan), columns(plan.tasks.size()) {}
    RowParser parser;
    std::vector<ColumnBuffer> columns;  // by task
    std::string result;
  };

  void parse(const RecordSet& records, Space& space) const {
    space.parser.clear_texts();
    std::size_t done = 0;
    for (const RecordSet::Part& part : records.parts) {
      space.parser.begin(part.region);
      for (std::size_t task = 0; task < plan_.tasks.size(); ++task) {
        space.parser.set_output(
            task, space.columns[task].aim(plan_.tasks[task].kind,
                                          static_cast<std::size_t>(records.rows), done));
      }
      space.parser.parse(static_cast<std::size_t>(part.rows));
      done += static_cast<std::size_t>(part.rows);
    }
  }

  const ParsePlan& plan_;
  const std::vector<std::size_t>& request_of_;
  BatchHandler& handler_;
  RowLines& lines_;
  std::vector<std::unique_ptr<Space>> spaces_;
  Turnstile turn_;
};

[[noreturn]] void throw_missing(const Head& head, const std::string& name,
                                const std::string& file) {
  const std::vector<std::string> names = named_columns(head);
  std::string hint;
  if (const std::string near = nearest(name, names); !near.empty()) {
    hint = "Did you mean " + quote(near) + "? Names must be those of the fitted data.";
  } else if (head.header_line != 0 && head.looks_like_data()) {
    hint = "The first line looks like data: if the file has no header, pass --no-header.";
  } else {
    hint = "The model needs it.";
  }
  throw Error(Fault::refused, "predict.column_missing",
              "column " + quote(name) + " not found; " + list_columns(names) + ".", hint,
              {file, 0, 0, 0, name});
}

}  // namespace

struct CsvStream::State {
  State(std::unique_ptr<Source> opened, const ReadOptions& read_options,
        const RunOptions& run_options, const Tuning& sizes)
      : tuning(sizes),
        options(read_options),
        run(run_options),
        owned(std::move(opened)),
        source(*owned),
        head(read_head(source, options, tuning)),
        names(named_columns(head)) {}

  // Fills plan and request_of.
  void plan_columns(const std::vector<StreamColumn>& columns);

  Tuning tuning;
  ReadOptions options;
  RunOptions run;
  std::unique_ptr<Source> owned;
  Source& source;
  Head head;
  std::vector<std::string> names;
  RowLines lines;
  ParsePlan plan;
  std::vector<std::size_t> request_of;
  std::deque<std::unordered_map<std::string_view, std::uint32_t>> levels;
};

void CsvStream::State::plan_columns(const std::vector<StreamColumn>& columns) {
  plan.file = source.name();
  plan.names = head.names;
  plan.delimiter = head.delimiter;
  plan.decimal = options.decimal;
  std::unordered_map<std::string_view, std::size_t> positions;
  for (std::size_t i = 0; i < head.names.size(); ++i) positions.emplace(head.names[i], i);
  std::vector<std::pair<std::size_t, std::size_t>> order;  // (file column, request)
  for (std::size_t request = 0; request < columns.size(); ++request) {
    const auto found = positions.find(columns[request].name);
    if (columns[request].name.empty() || found == positions.end()) {
      throw_missing(head, columns[request].name, source.name());
    }
    order.emplace_back(found->second, request);
  }
  std::sort(order.begin(), order.end());
  for (const auto& [file_column, request] : order) {
    const StreamColumn& column = columns[request];
    ColumnTask task;
    task.file_column = static_cast<std::uint32_t>(file_column);
    task.kind = field_kind(column.kind);
    task.name = column.name;
    if (column.kind == StreamColumn::Kind::category) {
      auto& codes = levels.emplace_back();
      for (std::uint32_t code = 0; code < column.levels.size(); ++code) {
        codes.emplace(column.levels[code], code);
      }
      task.levels = &codes;
    }
    plan.tasks.push_back(std::move(task));
    request_of.push_back(request);
  }
}

CsvStream::CsvStream(const std::string& path, const ReadOptions& options, const RunOptions& run)
    : CsvStream(path, options, run, Tuning()) {}

CsvStream::CsvStream(const std::string& path, const ReadOptions& options, const RunOptions& run,
                     const Tuning& tuning)
    : CsvStream(std::make_unique<Source>(path, tuning, run.observer), options, run, tuning) {}

CsvStream::CsvStream(std::unique_ptr<Source> source, const ReadOptions& options,
                     const RunOptions& run, const Tuning& tuning)
    : state_(std::make_unique<State>(std::move(source), options, run, tuning)) {}

CsvStream::~CsvStream() = default;

const std::vector<std::string>& CsvStream::names() const { return state_->names; }
bool CsvStream::has_column(const std::string& name) const {
  return std::find(names().begin(), names().end(), name) != names().end();
}
char CsvStream::delimiter() const { return state_->head.delimiter; }

StreamResult CsvStream::run(const std::vector<StreamColumn>& columns, BatchHandler& handler) {
  State& state = *state_;
  if (!state.plan.names.empty()) {
    throw Error(Fault::internal, "read.stream_spent", "a stream was read twice.");
  }
  state.plan_columns(columns);
  const unsigned workers = worker_count(state.source, state.tuning, state.run);
  BatchConsumer consumer(state.plan, state.request_of, handler, state.lines, workers);
  StreamResult result;
  result.rows = run_pipeline(state.source, state.head, state.tuning, workers, consumer).rows;
  if (state.head.has_spaced_names) {
    result.notes.push_back({"csv.spaces", "spaces around column names were removed."});
  }
  return result;
}

std::uint64_t CsvStream::line_of_row(std::uint64_t row) const { return state_->lines.line_of(row); }

}  // namespace odds::read
