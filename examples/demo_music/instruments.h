// The instruments: patches by name.  `bright` is the artist's tone: 1 as it comes, 1.3 open and
// edgy, 0.75 dark.
#pragma once

#include "patch.h"

namespace melsift::demo::instrument {

// Plucked
Pluck steel_guitar(double bright);
Pluck electric_guitar(double bright);
Pluck muted_guitar(double bright);  // the palm on the strings
Pluck banjo(double bright);
Pluck harpsichord(double bright);
Pluck upright_bass(double bright);
Pluck electric_bass(double bright);

// Struck and blown, by frequency modulation
Fm electric_piano(double bright);
Fm piano(double bright);
Fm bell(double bright);
Fm trumpet(double bright);

// Bowed, reeds, organs and synthesisers
Analog violins(double bright);
Analog cello(double bright);
Analog saxophone(double bright);
Analog harmonica(double bright);
Analog melodica(double bright);
Analog pedal_steel(double bright);
Analog organ(double bright);
Analog pad(double bright);
Analog wind(double bright);
Analog sub_bass();
Analog acid_bass(double bright, double resonance);
Analog stab(double bright);

// Drums
Drum kick();
Drum soft_kick();  // jazz and country: felt beater, no click
Drum deep_kick();  // a drum machine's long sine
Drum techno_kick();
Drum snare();
Drum fat_snare();
Drum brush();
Drum rim();
Drum clap();
Drum conga();
Drum closed_hat(double bright);
Drum open_hat(double bright);
Drum ride(double bright);
Drum crash(double bright);
Drum shaker();
Drum crackle();  // dust on a record

}  // namespace melsift::demo::instrument
