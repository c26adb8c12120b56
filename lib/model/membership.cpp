#include "model/membership.h"

#include <algorithm>
#include <map>
#include <optional>
#include <utility>

#include "base/error.h"
#include "feature/front_end.h"
#include "model/calibration.h"
#include "model/model.h"
#include "model/prediction.h"

namespace melsift::model {
namespace {

// What members of one ensemble have in common, as "key=value ...".
std::string ensemble_text(const Model& model) {
  const Provenance& p = model.provenance;
  return p.training + " seed=" + std::to_string(p.seed) + " target=" + p.target +
         " networks=" + std::to_string(model.membership->count) +
         " records=" + model.membership->records + " melsift=" + p.version;
}

// The settings that a member takes from its command line, but no training depends on.
bool same_labelling(const Model& a, const Model& b) {
  return a.weight == b.weight && a.provenance.description == b.provenance.description;
}

void check_alike(const Model& model, const std::string& name, const Model& first,
                 const std::string& first_name) {
  const auto refuse = [&](const std::string& detail) {
    throw Error(ErrorKind::invalid_argument, name, detail);
  };
  if (const auto differs = feature::difference(ensemble_text(model), ensemble_text(first)))
    refuse("belongs to another training than " + first_name + ": " + *differs);
  if (!same_labelling(model, first))
    refuse("has another --weight or --description than " + first_name);
  const Membership& own = *model.membership;
  const Membership& other = *first.membership;
  if (own.sums.rows() != other.sums.rows() ||
      (own.sums.rows() == 0 && model.temperature != first.temperature))
    refuse("has another calibration than " + first_name);
  if (own.sums.cols() != other.sums.cols() || own.classes != other.classes ||
      own.windows != other.windows || model.labels != first.labels ||
      model.networks.front().architecture().text() != first.networks.front().architecture().text())
    throw Error(ErrorKind::corrupt, name, "does not fit " + first_name);
}

// The members by number.
std::map<std::size_t, std::size_t> places(const std::vector<Model>& members,
                                          std::span<const std::string> names) {
  std::map<std::size_t, std::size_t> place;
  for (std::size_t i = 0; i < members.size(); ++i) {
    const auto& membership = members[i].membership;
    if (!membership)
      throw Error(ErrorKind::invalid_argument, names[i],
                  "is not a member of an ensemble (train members with --member)");
    check_alike(members[i], names[i], members.front(), names.front());
    const auto [at, added] = place.emplace(membership->number, i);
    if (!added)
      throw Error(ErrorKind::invalid_argument, names[i],
                  "is member " + member_name(*membership) + ", as is " + names[at->second]);
  }
  const std::size_t count = members.front().membership->count;
  for (std::size_t number = 1; number <= count; ++number)
    if (!place.contains(number))
      throw Error(ErrorKind::invalid_argument, "members",
                  "member " + std::to_string(number) + "/" + std::to_string(count) + " is missing");
  return place;
}

// The mean output of the networks, with the sums in the order of predict_tracks(): first the
// networks that keep band means.
Matrix mean_of(const std::vector<const Model*>& members) {
  const Membership& first = *members.front()->membership;
  OutputSums outputs{Matrix::Zero(first.sums.rows(), first.sums.cols()), first.windows};
  for (const BandMeans band_means : {BandMeans::keep, BandMeans::remove})
    for (const Model* member : members)
      if (member->scaler.band_means == band_means) outputs.sums += member->membership->sums;
  return mean_output(std::move(outputs), members.size());
}

}  // namespace

std::string member_name(const Membership& membership) {
  return std::to_string(membership.number) + "/" + std::to_string(membership.count);
}

Model join(std::vector<Model> members, std::span<const std::string> names) {
  if (members.empty()) throw Error(ErrorKind::invalid_argument, "members", "there are none");
  const auto place = places(members, names);
  std::vector<const Model*> in_order;
  for (const auto& [number, at] : place) in_order.push_back(&members[at]);

  Model model;
  const Model& first = *in_order.front();
  const Membership membership = *first.membership;
  if (membership.sums.rows() > 0)
    model.temperature = fit_held_out_temperature(mean_of(in_order), membership.classes);
  else
    model.temperature = first.temperature;
  model.scaler = first.scaler;
  model.scaler.band_means = membership.band_means;
  model.window_hop = first.window_hop;
  model.weight = first.weight;
  model.front_end = first.front_end;
  model.labels = first.labels;
  model.training_groups = first.training_groups;
  model.provenance = first.provenance;
  model.provenance.networks.clear();
  for (const auto& [number, at] : place) {
    model.provenance.networks.push_back(std::move(members[at].provenance.networks.front()));
    model.networks.push_back(std::move(members[at].networks.front()));
  }
  return model;
}

}  // namespace melsift::model
