// Learning-rate schedules, against PyTorch 1.13.
#include "model/schedule.h"

#include <limits>
#include <vector>

#include <doctest/doctest.h>

#include "base/error.h"

using namespace melsift;
using model::Schedule;
using model::ScheduleKind;

namespace {

void check_rates(const Schedule& schedule, const std::vector<double>& expected) {
  for (std::size_t step = 0; step < expected.size(); ++step) {
    CAPTURE(step);
    CHECK(schedule.rate(step) == doctest::Approx(expected[step]).epsilon(1e-7));
  }
}

}  // namespace

TEST_CASE("one-cycle is PyTorch's OneCycleLR") {
  // OneCycleLR(optimizer, max_lr=0.003, total_steps=20)
  check_rates(Schedule(ScheduleKind::one_cycle, 0.003, 20),
              {0.00012,        0.000395015528, 0.001115015528, 0.002004984472, 0.002724984472,
               0.003,          0.002962392019, 0.002851453896, 0.002672748533, 0.002435236962,
               0.002150829005, 0.001833786066, 0.001500006,    0.001166225934, 0.000849182995,
               0.000564775038, 0.000327263467, 0.000148558104, 3.7619981e-05,  1.2e-08});
  // max_lr=0.01, total_steps=7: the peak falls between two steps.
  check_rates(Schedule(ScheduleKind::one_cycle, 0.01, 7),
              {0.0004, 0.00980556627335, 0.0091904437627, 0.00672683836481, 0.0035773877574,
               0.00099296791893, 4e-08});
}

TEST_CASE("a one-cycle of few steps ends at its lowest") {
  for (const std::uint64_t steps : {1, 2, 3, 4})
    CHECK(Schedule(ScheduleKind::one_cycle, 1.0, steps).rate(steps - 1) ==
          doctest::Approx(1.0 / 250000.0));
}

TEST_CASE("cosine is PyTorch's CosineAnnealingLR") {
  // CosineAnnealingLR(SGD(lr=0.003), T_max=20)
  check_rates(Schedule(ScheduleKind::cosine, 0.003, 20),
              {0.003,          0.002981532511, 0.002926584774, 0.002836509786, 0.002713525492,
               0.002560660172, 0.002381677878, 0.00218098575,  0.001963525492, 0.001734651698,
               0.0015,         0.001265348302, 0.001036474508, 0.00081901425,  0.000618322122,
               0.000439339828, 0.000286474508, 0.000163490214, 7.3415226e-05,  1.8467489e-05});
}

TEST_CASE("plateau is PyTorch's and Keras' ReduceLROnPlateau") {
  // ReduceLROnPlateau(SGD(lr=0.01), factor=0.5, patience=4, threshold=1e-4, threshold_mode="abs");
  // PyTorch's patience of 4 is Keras' of 5.
  const std::vector<double> losses = {1.0, 0.9,  0.95, 0.89995, 0.91, 0.92, 0.93,
                                      0.8, 0.81, 0.82, 0.79995, 0.83, 0.84, 0.9,
                                      0.8, 0.8,  0.8,  0.8,     0.7};
  const std::vector<double> rates = {0.01,   0.01,   0.01,   0.01,    0.01,   0.01,   0.005,
                                     0.005,  0.005,  0.005,  0.005,   0.005,  0.0025, 0.0025,
                                     0.0025, 0.0025, 0.0025, 0.00125, 0.00125};
  Schedule schedule(ScheduleKind::plateau, 0.01, 1000);
  for (std::size_t epoch = 0; epoch < losses.size(); ++epoch) {
    CAPTURE(epoch);
    schedule.observe(losses[epoch]);
    CHECK(schedule.rate(epoch) == doctest::Approx(rates[epoch]));
  }
}

TEST_CASE("a plateau resumes from its state, and NaN is no progress") {
  Schedule schedule(ScheduleKind::plateau, 1.0, 100);
  schedule.observe(1.0);
  for (int i = 0; i < 4; ++i) schedule.observe(std::numeric_limits<double>::quiet_NaN());
  Schedule other(ScheduleKind::plateau, 1.0, 100);
  other.set_plateau(schedule.plateau());
  CHECK(other.rate(0) == 1.0);
  other.observe(1.0);
  CHECK(other.rate(0) == 0.5);
}

TEST_CASE("the rate warms up linearly, then the schedule begins") {
  const Schedule schedule(ScheduleKind::cosine, 0.003, 24, 4);
  check_rates(schedule, {0.00075, 0.0015, 0.00225, 0.003, 0.003, 0.002981532511});
  CHECK(Schedule(ScheduleKind::constant, 0.1, 10).rate(9) == 0.1);
}

TEST_CASE("schedules are read by name") {
  for (const char* name : {"constant", "cosine", "one-cycle", "plateau"})
    CHECK(to_text(model::parse_schedule(name)) == name);
  CHECK_THROWS_WITH_AS(model::parse_schedule("step"),
                       "schedule: unknown schedule \"step\", expected constant, cosine, one-cycle "
                       "or plateau",
                       Error);
}
