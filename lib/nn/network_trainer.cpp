#include "nn/network_trainer.h"

#include <algorithm>
#include <type_traits>
#include <utility>

#include "base/error.h"

namespace melsift::nn {

namespace {

// Softmax or sigmoid, followed by its matching loss, has one simple derivative.
bool is_fused(LayerKind last, Loss loss) {
  return loss == Loss::binary_crossentropy ? last == LayerKind::sigmoid
                                           : last == LayerKind::softmax;
}

void check_truth(Loss loss, const ConstMatrixView& p, std::span<const int> classes) {
  check_classes(loss, p, classes);
}

void check_truth(Loss loss, const ConstMatrixView& p, const Matrix& targets) {
  check_targets(loss, p, targets);
}

}  // namespace

NetworkTrainer::NetworkTrainer(Network network) : network_(std::move(network)) {
  plan();
}

// Times are those of a step, for n stages: forward of stage i at i, the loss at n, backward of
// stage i at 2n - i.
void NetworkTrainer::plan() {
  first_trainable_ = stages();
  for (std::size_t i = stages(); i-- > 0;)
    if (network_.stages_[i].learns()) first_trainable_ = i;
  plan_outputs();
  plan_gradients();
  row_size_ = plan_memory(blocks_);
}

std::size_t NetworkTrainer::add_block(Index size, std::size_t first, std::size_t last) {
  constexpr Index kLine = 16;  // floats of a cache line, on which each block begins
  blocks_.push_back({.size = (size + kLine - 1) / kLine * kLine, .first = first, .last = last});
  return blocks_.size() - 1;
}

void NetworkTrainer::plan_outputs() {
  bool overwritable = false;  // never the network's input
  for (std::size_t i = 0; i < stages(); ++i) {
    if (overwritable && layer(i).works_in_place())
      output_block_.push_back(output_block_.back());
    else
      output_block_.push_back(add_block(layer(i).output_shape().size(), i, 2 * stages() - i));
    overwritable = !layer(i).backward_reads_output();
  }
  blocks_[output_block_.back()].last = 2 * stages() + 1;  // latest_output()
}

void NetworkTrainer::plan_gradients() {
  gradient_block_.resize(stages());
  std::size_t block = add_block(layer(stages() - 1).output_shape().size(), stages(), stages() + 1);
  gradient_block_.back() = block;
  for (std::size_t i = stages() - 1; i > first_trainable_; --i) {
    const std::size_t time = 2 * stages() - i;
    const bool is_output = block == output_block_[i];
    if (layer(i).works_in_place() && (output_block_[i] == output_block_[i - 1] || !is_output)) {
      blocks_[block].last = std::max(blocks_[block].last, time + 1);
    } else if (layer(i).backward_overwrites_input() && !layer(i - 1).backward_reads_output()) {
      block = output_block_[i - 1];
    } else {
      block = add_block(layer(i - 1).output_shape().size(), time, time + 1);
    }
    gradient_block_[i - 1] = block;
  }
}

MatrixView NetworkTrainer::view(std::size_t block, std::size_t stage, Index rows) {
  return {memory_.data() + blocks_[block].offset * reserved_rows_, rows,
          layer(stage).output_shape().size()};
}

MatrixView NetworkTrainer::output_of(std::size_t stage, Index rows) {
  return view(output_block_[stage], stage, rows);
}

MatrixView NetworkTrainer::gradient_of(std::size_t stage, Index rows) {
  return view(gradient_block_[stage], stage, rows);
}

void NetworkTrainer::reserve(Index rows) {
  if (rows <= reserved_rows_) return;
  memory_.reserve(rows * row_size_);
  reserved_rows_ = rows;
}

// Keeps the output of every stage; the last one is valid until the next call.
void NetworkTrainer::forward(const Matrix& x) {
  network_.check_width(x);
  if (x.rows() == 0) throw Error(ErrorKind::invalid_argument, "input", "a batch without rows");
  reserve(x.rows());
  network_.parameters_may_change();  // layers keep statistics
  const float* input = x.data();
  for (std::size_t i = 0; i < stages(); ++i) {
    const ConstMatrixView in(input, x.rows(), layer(i).input_shape().size());
    const MatrixView out = output_of(i, x.rows());
    network_.stages_[i].layer->forward(in, out, step_);
    input = out.data();
  }
  latest_rows_ = x.rows();
}

ConstMatrixView NetworkTrainer::latest_output() const {
  return {memory_.data() + blocks_[output_block_.back()].offset * reserved_rows_, latest_rows_,
          network_.output_shape().size()};
}

template <class Truth>
double NetworkTrainer::gradients(const Matrix& x, const Truth& truth, Loss loss) {
  network_.store_.make_gradients();
  forward(x);
  const ConstMatrixView p = latest_output();
  check_truth(loss, p, truth);
  const std::size_t last = stages() - 1;
  std::size_t end = last;
  if (is_fused(network_.architecture().layers.back().kind, loss)) {
    // Skips the activation: its input has the shape, and so the memory, of its output.
    logit_gradient(loss, p, truth, gradient_of(last, p.rows()));
  } else {
    loss_gradient(loss, p, truth, gradient_of(last, p.rows()));
    end = last + 1;
  }
  if constexpr (std::is_same_v<Truth, Matrix>) {
    const std::size_t last_trainable = network_.last_trainable_;
    if (contrast_.weight > 0.0 && last_trainable > first_trainable_) {
      backward(x, last_trainable, end);
      add_contrast(truth);
      end = last_trainable;
    }
  }
  backward(x, first_trainable_, end);
  return loss_value(loss, p, truth);
}

double NetworkTrainer::compute_gradients(const Matrix& x, std::span<const int> classes, Loss loss) {
  return gradients(x, classes, loss);
}

double NetworkTrainer::compute_gradients(const Matrix& x, const Matrix& targets, Loss loss) {
  return gradients(x, targets, loss);
}

// Adds the contrastive gradient to that of the embedding, the input of the last trainable stage.
void NetworkTrainer::add_contrast(const Matrix& targets) {
  const std::size_t before = network_.last_trainable_ - 1;
  const MatrixView embeddings = output_of(before, targets.rows());
  nn::add_contrast(contrast_, const_view(embeddings), targets, gradient_of(before, targets.rows()));
}

// Propagates the gradient by the output of stage `end` - 1 back through stage `begin`.
void NetworkTrainer::backward(const Matrix& x, std::size_t begin, std::size_t end) {
  for (std::size_t i = end; i-- > begin;) {
    const Index width = layer(i).input_shape().size();
    const ConstMatrixView in(i == 0 ? x.data() : output_of(i - 1, x.rows()).data(), x.rows(),
                             width);
    // The gradient before the first trainable stage is not needed.
    const MatrixView by_in =
        i > first_trainable_ ? gradient_of(i - 1, x.rows()) : MatrixView(nullptr, 0, width);
    network_.stages_[i].layer->backward(in, const_view(output_of(i, x.rows())),
                                        const_view(gradient_of(i, x.rows())), by_in);
  }
}

template <class Truth>
double NetworkTrainer::step_on(const Matrix& x, const Truth& truth, Loss loss,
                               Optimizer& optimizer) {
  const double value = gradients(x, truth, loss);
  apply(optimizer);
  return value;
}

void NetworkTrainer::apply(Optimizer& optimizer) {
  network_.parameters_may_change();
  optimizer.step(network_.store_.trainable_values(), network_.store_.gradients(),
                 network_.workers_.get());
  ++step_;
}

std::span<float> NetworkTrainer::gradients() {
  if (network_.store_.gradients().empty()) network_.store_.make_gradients();
  return network_.store_.gradients();
}

std::span<float> NetworkTrainer::statistics() {
  network_.parameters_may_change();
  return network_.store_.values().subspan(network_.store_.trainable_values().size());
}

double NetworkTrainer::train_batch(const Matrix& x, std::span<const int> classes, Loss loss,
                                   Optimizer& optimizer) {
  return step_on(x, classes, loss, optimizer);
}

double NetworkTrainer::train_batch(const Matrix& x, const Matrix& targets, Loss loss,
                                   Optimizer& optimizer) {
  return step_on(x, targets, loss, optimizer);
}

}  // namespace melsift::nn
