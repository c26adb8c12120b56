#include "model/sharded_step.h"

#include <algorithm>
#include <array>
#include <bit>
#include <string>

#include "base/error.h"
#include "model/prediction.h"

namespace melsift::model {
namespace {

template <class Value>
std::span<const char> bytes_of(const Value& values) {
  const std::span<const std::byte> bytes = std::as_bytes(std::span(values));
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

template <class Value>
std::span<char> writable_bytes_of(Value& values) {
  const std::span<std::byte> bytes = std::as_writable_bytes(std::span(values));
  return {reinterpret_cast<char*>(bytes.data()), bytes.size()};
}

// The first item of part `number` of `count` items in `parts` parts.
std::size_t part_begin(std::size_t number, std::size_t count, std::size_t parts) {
  return count * number / parts;
}

}  // namespace

ShardedStep::ShardedStep(nn::NetworkTrainer& trainer, std::size_t shards, ProcessGroup& group)
    : trainer_(trainer),
      shards_(shards),
      group_(group),
      right_halves_(static_cast<std::size_t>(std::bit_width(shards))) {
  if (group.size() > shards)
    throw Error(ErrorKind::invalid_argument, "shards",
                std::to_string(shards) + ", but there are " + std::to_string(group.size()) +
                    " processes; each needs a shard");
}

unsigned ShardedStep::owner(std::size_t shard) const {
  // The last process whose run begins at or before the shard.
  return static_cast<unsigned>(((shard + 1) * group_.size() - 1) / shards_);
}

ShardedStep::Result ShardedStep::run(const Batch& batch, nn::Loss loss, nn::Optimizer& optimizer) {
  batch_ = &batch;
  loss_ = loss;
  step_ = optimizer.iterations();
  const std::span<float> statistics = trainer_.statistics();
  statistics_.assign(statistics.begin(), statistics.end());
  sum(0, shards_, 0, total_);
  share(total_);
  const std::span<float> gradients = trainer_.gradients();
  const auto middle = total_.values.begin() + static_cast<std::ptrdiff_t>(gradients.size());
  std::copy(total_.values.begin(), middle, gradients.begin());
  std::copy(middle, total_.values.end(), trainer_.statistics().begin());
  trainer_.apply(optimizer);
  trainer_.set_step(optimizer.iterations());
  return {total_.loss, static_cast<std::size_t>(total_.right)};
}

// On the owner of `first`, `out` becomes the sum of the shards from `first` to before `end`.  Other
// owners compute their part of it and send it.
void ShardedStep::sum(std::size_t first, std::size_t end, std::size_t depth, Sum& out) {
  if (owner(first) > group_.rank() || owner(end - 1) < group_.rank()) return;
  if (end - first == 1) return compute(first, out);
  const std::size_t middle = first + (end - first) / 2;
  sum(first, middle, depth + 1, out);
  sum(middle, end, depth + 1, right_halves_[depth]);
  Sum& right = right_halves_[depth];
  if (owner(first) != owner(middle)) exchange(middle, first, right);
  if (!is_own(first)) return;
  for (std::size_t i = 0; i < out.values.size(); ++i) out.values[i] += right.values[i];
  out.loss += right.loss;
  out.right += right.right;
}

// The sum goes from the owner of one shard to that of another.
void ShardedStep::exchange(std::size_t from, std::size_t to, Sum& sum) {
  std::array<double, 2> numbers = {sum.loss, sum.right};
  if (is_own(from)) {
    group_.send(owner(to), bytes_of(sum.values));
    group_.send(owner(to), bytes_of(numbers));
  } else if (is_own(to)) {
    sum.values.resize(trainer_.gradients().size() + statistics_.size());
    group_.receive(owner(from), writable_bytes_of(sum.values));
    group_.receive(owner(from), writable_bytes_of(numbers));
    sum.loss = numbers[0];
    sum.right = numbers[1];
  }
}

void ShardedStep::share(Sum& total) {
  if (group_.size() == 1) return;
  total.values.resize(trainer_.gradients().size() + statistics_.size());
  std::array<double, 2> numbers = {total.loss, total.right};
  group_.broadcast(writable_bytes_of(total.values));
  group_.broadcast(writable_bytes_of(numbers));
  total.loss = numbers[0];
  total.right = numbers[1];
}

void ShardedStep::compute(std::size_t shard, Sum& out) {
  const auto all = static_cast<std::size_t>(batch_->x.rows());
  const std::size_t first = part_begin(shard, all, shards_);
  const std::size_t rows = part_begin(shard + 1, all, shards_) - first;
  out.loss = out.right = 0.0;
  if (rows == 0) return out.values.assign(trainer_.gradients().size() + statistics_.size(), 0.0F);

  std::ranges::copy(statistics_, trainer_.statistics().begin());
  trainer_.set_step(step_ * shards_ + shard);
  const auto begin = static_cast<Eigen::Index>(first), count = static_cast<Eigen::Index>(rows);
  const Matrix x = batch_->x.middleRows(begin, count);
  const auto classes = std::span(batch_->classes).subspan(first, rows);
  const double loss =
      batch_->targets.size() == 0
          ? trainer_.compute_gradients(x, classes, loss_)
          : trainer_.compute_gradients(x, Matrix(batch_->targets.middleRows(begin, count)), loss_);
  out.loss = loss * static_cast<double>(rows);
  out.right = static_cast<double>(count_right(trainer_.latest_output(), classes));
  // The gradients are of the shard's mean loss.
  const float share = static_cast<float>(static_cast<double>(rows) / static_cast<double>(all));
  out.values.clear();
  for (const std::span<const float> values : {std::span<const float>(trainer_.gradients()),
                                              std::span<const float>(trainer_.statistics())})
    for (const float value : values) out.values.push_back(share * value);
}

}  // namespace melsift::model
