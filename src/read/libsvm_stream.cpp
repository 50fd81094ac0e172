// SPDX-License-Identifier: Apache-2.0
//
// LIBSVM data in batches of rows.
#include <algorithm>
#include <charconv>
#include <limits>
#include <memory>
#include <unordered_map>
#include <utility>

#include "read/format.hpp"
#include "read/libsvm_lines.hpp"
#include "read/libsvm_reader.hpp"
#include "read/row_lines.hpp"
#include "read/row_parser.hpp"
#include "read/stream.hpp"
#include "read/turnstile.hpp"
#include "table/column_positions.hpp"

namespace odds::read {
namespace {

using Kind = StreamColumn::Kind;

// The number of a sparse column from its name; nothing where it is none.
std::optional<std::uint64_t> index_of(const std::string& name) {
  std::uint64_t index = 0;
  const char* const end = name.data() + name.size();
  const auto result = std::from_chars(name.data(), end, index);
  const bool is_plain = name.size() == 1 || !name.starts_with('0');
  if (name.empty() || !is_plain || result.ec != std::errc{} || result.ptr != end) {
    return std::nullopt;
  }
  if (index > largest_libsvm_index) return std::nullopt;
  return index;
}

// How the columns asked for come out of a row.
struct Request {
  std::string file;
  bool zero_based = false;
  std::vector<StreamColumn> columns;
  std::vector<std::size_t> labels;   // those filled from the label
  std::vector<std::size_t> numbers;  // those filled from sparse columns, by position
  table::ColumnPositions positions{{}};
  std::vector<std::unordered_map<std::string_view, std::uint32_t>> levels;  // by column
};

// One worker's rows.
class Space {
 public:
  explicit Space(const Request& request)
      : request_(request),
        parser_(request.file, request.zero_based),
        numbers_(request.columns.size()),
        codes_(request.columns.size()) {}

  // The rows, as a view that is valid until the next call.
  BlockView parse(const LineSet& lines) {
    parser_.clear_labels();
    for (const LibsvmText& text : lines.parts) {
      if (!text.lines.empty()) parser_.parse(text);
    }
    labels_ = parser_.labels();
    rows_ = parser_.take(lines.first_row);
    BlockView view;
    view.first_row = lines.first_row;
    view.rows = rows_.rows();
    view.sparse = {rows_.starts.data(), rows_.indices.data(),
                   rows_.values.empty() ? nullptr : rows_.values.data()};
    view.columns.resize(request_.columns.size());
    for (const std::size_t column : request_.labels) view.columns[column] = fill_label(column);
    fill_numbers(view);
    return view;
  }
  bool has_qid() const { return parser_.has_qid(); }

 private:
  ColumnView fill_label(std::size_t column) {
    const StreamColumn& wanted = request_.columns[column];
    if (wanted.kind == Kind::text) {
      return {labels_.data(), ElementType::text, sizeof(std::string_view)};
    }
    if (wanted.kind == Kind::number) {
      numbers_[column].clear();
      for (const std::string_view label : labels_) {
        const NumberValue number = read_number(label, '.');
        numbers_[column].push_back(number.spelling == Spelling::number
                                       ? number.value
                                       : std::numeric_limits<double>::quiet_NaN());
      }
      return {numbers_[column].data(), ElementType::float64, sizeof(double)};
    }
    codes_[column].clear();
    for (const std::string_view label : labels_) {
      codes_[column].push_back(code_of(label, column, wanted.kind));
    }
    return {codes_[column].data(), ElementType::code32, sizeof(std::uint32_t)};
  }

  std::uint32_t code_of(std::string_view label, std::size_t column, Kind kind) const {
    if (kind == Kind::boolean) {
      const std::optional<bool> truth = parse_boolean(label);
      return truth ? static_cast<std::uint32_t>(*truth) : unseen_code;
    }
    const auto found = request_.levels[column].find(label);
    return found == request_.levels[column].end() ? unseen_code : found->second;
  }

  // Absent entries are zeros.
  void fill_numbers(BlockView& view) {
    for (const std::size_t column : request_.numbers) {
      numbers_[column].assign(view.rows, 0.0);
      view.columns[column] = {numbers_[column].data(), ElementType::float64, sizeof(double)};
    }
    if (request_.numbers.empty()) return;
    for (std::size_t row = 0; row < view.rows; ++row) {
      for (std::uint32_t k = view.sparse.starts[row]; k < view.sparse.starts[row + 1]; ++k) {
        const std::uint32_t at = request_.positions.of(view.sparse.indices[k]);
        if (at == table::ColumnPositions::none) continue;
        numbers_[request_.numbers[at]][row] =
            view.sparse.values == nullptr ? 1.0 : view.sparse.values[k];
      }
    }
  }

  const Request& request_;
  LibsvmParser parser_;
  std::vector<std::string_view> labels_;
  table::SparseRows rows_;
  std::vector<std::vector<double>> numbers_;       // by column
  std::vector<std::vector<std::uint32_t>> codes_;  // by column
};

class StreamLines final : public LineConsumer {
 public:
  StreamLines(const Request& request, BatchHandler& handler, RowLines& lines, unsigned workers)
      : request_(request), handler_(handler), lines_(lines), spaces_(workers) {}

  void consume(unsigned worker, const LineSet& set) override {
    std::unique_ptr<Worker>& own = spaces_[worker];
    if (!own) own = std::make_unique<Worker>(request_);
    lines_.add_start(set.first_row, set.is_line_per_row ? set.lines_before + 1 : 0);
    Batch batch;
    batch.index = set.batch;
    batch.view = own->space.parse(set);
    own->result.clear();
    handler_.process(batch, own->result);
    if (!turn_.enter(batch.index)) return;  // a batch before this one failed
    handler_.commit(batch, own->result);
    turn_.pass();
  }

  void stopped(std::uint64_t batch) override { turn_.stop(batch); }

  bool has_qid() const {
    return std::any_of(spaces_.begin(), spaces_.end(),
                       [](const auto& own) { return own && own->space.has_qid(); });
  }

 private:
  struct Worker {
    explicit Worker(const Request& request) : space(request) {}
    Space space;
    std::string result;
  };

  const Request& request_;
  BatchHandler& handler_;
  RowLines& lines_;
  std::vector<std::unique_ptr<Worker>> spaces_;
  Turnstile turn_;
};

}  // namespace

struct LibsvmStream::State {
  State(std::unique_ptr<Source> opened, const ReadOptions& options, const RunOptions& run_options,
        const Tuning& sizes)
      : tuning(sizes), run(run_options), source(std::move(opened)) {
    request.file = source->name();
    request.zero_based = options.zero_based;
    refuse_empty_libsvm(*source);
  }

  // Positions of the sparse columns asked for: by number, each once.
  void plan(const std::vector<StreamColumn>& columns) {
    request.columns = columns;
    request.levels.resize(columns.size());
    std::vector<std::pair<std::uint32_t, std::size_t>> numbers;
    for (std::size_t column = 0; column < columns.size(); ++column) {
      const StreamColumn& wanted = columns[column];
      if (wanted.name == label_column) {
        request.labels.push_back(column);
        for (std::uint32_t code = 0; code < wanted.levels.size(); ++code) {
          request.levels[column].emplace(request.columns[column].levels[code], code);
        }
        continue;
      }
      const auto index = index_of(wanted.name);
      if (!index || wanted.kind != Kind::number) refuse(wanted.name);
      const std::uint64_t first = request.zero_based ? 0 : 1;
      // A column that the data cannot have: zeros.
      const std::uint64_t number = *index < first ? largest_libsvm_index + 1 : *index - first;
      numbers.emplace_back(static_cast<std::uint32_t>(number), column);
    }
    std::sort(numbers.begin(), numbers.end());
    std::vector<std::uint32_t> rising;
    for (const auto& [number, column] : numbers) {
      rising.push_back(number);
      request.numbers.push_back(column);
    }
    request.positions = table::ColumnPositions(std::move(rising));
  }

  [[noreturn]] void refuse(const std::string& name) const {
    throw Error(Fault::refused, "predict.column_missing",
                "column " + quote(name) + " is not in the data, whose columns are the numbers of " +
                    "their entries, and " + label_column + ".",
                "Give data of the form that the model was fitted on.",
                {source->name(), 0, 0, 0, name});
  }

  Tuning tuning;
  RunOptions run;
  std::unique_ptr<Source> source;
  std::vector<std::string> names = {label_column};
  RowLines lines;
  Request request;
};

LibsvmStream::LibsvmStream(std::unique_ptr<Source> source, const ReadOptions& options,
                           const RunOptions& run, const Tuning& tuning)
    : state_(std::make_unique<State>(std::move(source), options, run, tuning)) {}

LibsvmStream::~LibsvmStream() = default;

const std::vector<std::string>& LibsvmStream::names() const { return state_->names; }

bool LibsvmStream::has_column(const std::string& name) const {
  return name == label_column || index_of(name).has_value();
}

unsigned LibsvmStream::first_index() const { return state_->request.zero_based ? 0 : 1; }

StreamResult LibsvmStream::run(const std::vector<StreamColumn>& columns, BatchHandler& handler) {
  State& state = *state_;
  state.plan(columns);
  const unsigned workers = worker_count(*state.source, state.tuning, state.run);
  StreamLines consumer(state.request, handler, state.lines, workers);
  StreamResult result;
  result.rows = run_lines(*state.source, state.tuning, workers, consumer).rows;
  if (result.rows == 0) throw_no_libsvm_rows(*state.source);
  if (consumer.has_qid()) result.notes.push_back(query_note());
  return result;
}

std::uint64_t LibsvmStream::line_of_row(std::uint64_t row) const {
  return state_->lines.line_of(row);
}

std::unique_ptr<RowStream> open_rows(const std::string& path, const ReadOptions& options,
                                     const RunOptions& run) {
  const Tuning tuning;
  auto source = std::make_unique<Source>(path, tuning, run.observer);
  if (find_format(*source, options) == DataFormat::libsvm) {
    return std::make_unique<LibsvmStream>(std::move(source), options, run, tuning);
  }
  return std::make_unique<CsvStream>(std::move(source), options, run, tuning);
}

}  // namespace odds::read
