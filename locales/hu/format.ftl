### Idő a mostani pillanathoz képest.

relative-minute-ago = { $count } perccel ezelőtt
relative-minute-ahead = { $count ->
    [0] ebben a percben
   *[other] { $count } perc múlva
}
relative-hour-ago = { $count } órával ezelőtt
relative-hour-ahead = { $count ->
    [0] ebben az órában
   *[other] { $count } óra múlva
}
relative-day-ago = { $count ->
    [1] tegnap
    [2] tegnapelőtt
   *[other] { $count } nappal ezelőtt
}
relative-day-ahead = { $count ->
    [0] ma
    [1] holnap
    [2] holnapután
   *[other] { $count } nap múlva
}
