### Aika nykyhetkestä katsoen.

relative-minute-ago = { $count ->
    [one] { $count } minuutti sitten
   *[other] { $count } minuuttia sitten
}
relative-minute-ahead = { $count ->
    [0] tämän minuutin aikana
   *[other] { $count } minuutin päästä
}
relative-hour-ago = { $count ->
    [one] { $count } tunti sitten
   *[other] { $count } tuntia sitten
}
relative-hour-ahead = { $count ->
    [0] tämän tunnin aikana
   *[other] { $count } tunnin päästä
}
relative-day-ago = { $count ->
    [1] eilen
    [2] toissa päivänä
   *[other] { $count } päivää sitten
}
relative-day-ahead = { $count ->
    [0] tänään
    [1] huomenna
    [2] ylihuomenna
   *[other] { $count } päivän päästä
}
