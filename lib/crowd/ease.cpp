#include "crowd/ease.h"

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include <Eigen/Cholesky>
#include <Eigen/Core>

#include "base/error.h"

namespace melsift::crowd {
namespace {

using Entry = SparseRows::Entry;
using Square = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
using Row = Eigen::RowVectorXd;

constexpr std::size_t kRowsPerTask = 32;
constexpr Eigen::Index kColumnsPerTask = 64;  // right-hand sides of a triangular solve

void for_each_row(std::size_t count, Workers& workers, const auto& body) {
  workers.for_each((count + kRowsPerTask - 1) / kRowsPerTask, [&](std::size_t task) {
    body(task * kRowsPerTask, std::min(count, (task + 1) * kRowsPerTask));
  });
}

// rows * columns of the sparse `a` times its transpose, `columns`.
Square product(const SparseRows& a, const SparseRows& columns, Workers& workers) {
  const auto size = static_cast<Eigen::Index>(a.rows());
  Square result = Square::Zero(size, size);
  for_each_row(a.rows(), workers, [&](std::size_t begin, std::size_t end) {
    for (std::size_t i = begin; i < end; ++i)
      for (const auto& [column, value] : a.row(i))
        for (const auto& [j, other] : columns.row(column))
          result(static_cast<Eigen::Index>(i), j) +=
              static_cast<double>(value) * static_cast<double>(other);
  });
  return result;
}

// The inverse of a symmetric positive definite matrix.
Square inverse(const Square& matrix, Workers& workers) {
  const Eigen::LLT<Square> factored(matrix);
  if (factored.info() != Eigen::Success)
    throw Error(ErrorKind::invalid_argument, "ridge", "too small for these listens");
  const Eigen::Index size = matrix.rows();
  Square result(size, size);
  const auto tasks = static_cast<std::size_t>((size + kColumnsPerTask - 1) / kColumnsPerTask);
  workers.for_each(tasks, [&](std::size_t task) {
    const Eigen::Index begin = static_cast<Eigen::Index>(task) * kColumnsPerTask;
    const Eigen::Index width = std::min(kColumnsPerTask, size - begin);
    Eigen::MatrixXd columns = Eigen::MatrixXd::Zero(size, width);
    columns.block(begin, 0, width, width).setIdentity();
    factored.solveInPlace(columns);
    result.middleRows(begin, width) = columns.transpose();  // the matrix is symmetric
  });
  return result;
}

// The listens to items with enough listeners.  These items get new numbers, and the weights of each
// are divided by sqrt(lambda).  The matrix to invert is then Q = (Y'Y + 1), and B_ij = -Q^-1_ij /
// Q^-1_jj root_j / root_i.
struct Scaled {
  std::vector<std::uint32_t> items;  // items with enough listeners
  std::vector<double> root;          // sqrt(lambda) of each of them
  std::vector<double> fame;          // listeners^item_power
  SparseRows by_user, by_item;       // Y and Y'
};

Scaled scaled(const SparseRows& by_user, const EaseSettings& settings) {
  const SparseRows all = by_user.transposed();
  Scaled result{{}, {}, {}, {}, SparseRows(by_user.rows())};
  std::vector<double> users;  // what a user's worths are multiplied by
  for (std::size_t user = 0; user < by_user.rows(); ++user)
    users.push_back(
        std::pow(static_cast<double>(std::max<std::size_t>(by_user.row(user).size(), 1)),
                 -0.5 * settings.user_power));
  for (std::size_t item = 0; item < all.rows(); ++item) {
    if (all.row(item).size() < std::max<std::size_t>(settings.min_listeners, 1)) continue;
    std::vector<Entry> row(all.row(item).begin(), all.row(item).end());
    double squares = 0.0;
    for (Entry& entry : row) {
      const double worth = static_cast<double>(entry.value) * users[entry.column];
      squares += worth * worth;
      entry.value = static_cast<float>(worth);
    }
    result.fame.push_back(std::pow(static_cast<double>(row.size()), settings.item_power));
    result.items.push_back(static_cast<std::uint32_t>(item));
    result.root.push_back(
        std::sqrt(settings.ridge + settings.dropout / (1.0 - settings.dropout) * squares));
    for (Entry& entry : row)
      entry.value = static_cast<float>(static_cast<double>(entry.value) / result.root.back());
    result.by_item.add_row(row);
  }
  result.by_user = result.by_item.transposed();
  return result;
}

// Rows of Q^-1, from the inverse of a matrix of items or of users.
class InverseRows {
 public:
  InverseRows(const Scaled& data, Workers& workers)
      : data_(data), by_users_(data.by_user.rows() < data.by_item.rows()) {
    const SparseRows& rows = by_users_ ? data.by_user : data.by_item;
    const SparseRows& columns = by_users_ ? data.by_item : data.by_user;
    if (rows.rows() > kLargestEase)
      throw Error(ErrorKind::unsupported, "ease",
                  std::to_string(data.by_user.rows()) + " users and " +
                      std::to_string(data.by_item.rows()) + " items: expected at most " +
                      std::to_string(kLargestEase) + " users or items");
    Square matrix = product(rows, columns, workers);
    matrix.diagonal().array() += 1.0;
    inverse_ = inverse(matrix, workers);
  }

  double diagonal(std::size_t item) const {
    if (!by_users_) return inverse_(at(item), at(item));
    double sum = 0.0;
    for (const auto& [u, a] : data_.by_item.row(item))
      for (const auto& [v, b] : data_.by_item.row(item))
        sum += static_cast<double>(a) * inverse_(u, v) * static_cast<double>(b);
    return 1.0 - sum;
  }

  // All entries except the one on the diagonal.
  void row(std::size_t item, Row& result) const {
    if (!by_users_) {
      result = inverse_.row(at(item));
      return;
    }
    // Woodbury: (Y'Y + 1)^-1 = 1 - Y'(YY' + 1)^-1 Y.
    Row users = Row::Zero(inverse_.cols());
    for (const auto& [user, worth] : data_.by_item.row(item))
      users -= static_cast<double>(worth) * inverse_.row(user);
    result.setZero(at(data_.items.size()));
    for (std::size_t user = 0; user < data_.by_user.rows(); ++user) {
      const double share = users[at(user)];
      for (const auto& [other, worth] : data_.by_user.row(user))
        result[other] += share * static_cast<double>(worth);
    }
  }

 private:
  static Eigen::Index at(std::size_t index) { return static_cast<Eigen::Index>(index); }

  const Scaled& data_;
  bool by_users_;
  Square inverse_;
};

}  // namespace

SparseRows train_ease(const SparseRows& by_user, const EaseSettings& settings, Workers& workers) {
  const Scaled data = scaled(by_user, settings);
  if (data.items.empty()) {
    SparseRows none(by_user.columns());
    for (std::size_t item = 0; item < by_user.columns(); ++item) none.add_row({});
    return none;
  }
  const InverseRows inverses(data, workers);
  const std::size_t count = data.items.size();
  std::vector<double> scale(count);  // root_j / Q^-1_jj / fame_j
  for_each_row(count, workers, [&](std::size_t begin, std::size_t end) {
    for (std::size_t item = begin; item < end; ++item)
      scale[item] = data.root[item] / inverses.diagonal(item) / data.fame[item];
  });
  std::vector<std::vector<Entry>> rows(by_user.columns());
  for_each_row(count, workers, [&](std::size_t begin, std::size_t end) {
    Row row;
    for (std::size_t item = begin; item < end; ++item) {
      inverses.row(item, row);
      const double own = data.fame[item] / data.root[item];
      std::vector<Entry> weights;
      weights.reserve(count);
      for (std::size_t other = 0; other < count; ++other) {
        if (other == item) continue;
        const double weight = -row[static_cast<Eigen::Index>(other)] * scale[other] * own;
        weights.push_back({data.items[other], static_cast<float>(weight)});
      }
      weights = strongest(std::move(weights), settings.neighbours);
      rows[data.items[item]].assign(weights.begin(), weights.end());  // no larger than necessary
    }
  });
  SparseRows result(by_user.columns());
  for (const auto& row : rows) result.add_row(row);
  return result;
}

}  // namespace melsift::crowd
