### Timpul față de acum.

relative-minute-ago = { $count ->
    [one] acum { $count } minut
    [few] acum { $count } minute
   *[other] acum { $count } de minute
}
relative-minute-ahead = { $count ->
    [0] minutul acesta
    [one] peste { $count } minut
    [few] peste { $count } minute
   *[other] peste { $count } de minute
}
relative-hour-ago = { $count ->
    [one] acum { $count } oră
    [few] acum { $count } ore
   *[other] acum { $count } de ore
}
relative-hour-ahead = { $count ->
    [0] ora aceasta
    [one] peste { $count } oră
    [few] peste { $count } ore
   *[other] peste { $count } de ore
}
relative-day-ago = { $count ->
    [1] ieri
    [2] alaltăieri
    [few] acum { $count } zile
   *[other] acum { $count } de zile
}
relative-day-ahead = { $count ->
    [0] azi
    [1] mâine
    [2] poimâine
    [few] peste { $count } zile
   *[other] peste { $count } de zile
}
