### Times as seen from now. The browser has Intl.RelativeTimeFormat, which says the same
### (locales/golden.json holds both to it).

relative-minute-ago = { $count ->
    [one] { $count } minute ago
   *[other] { $count } minutes ago
}
relative-minute-ahead = { $count ->
    [0] this minute
    [one] in { $count } minute
   *[other] in { $count } minutes
}
relative-hour-ago = { $count ->
    [one] { $count } hour ago
   *[other] { $count } hours ago
}
relative-hour-ahead = { $count ->
    [0] this hour
    [one] in { $count } hour
   *[other] in { $count } hours
}
relative-day-ago = { $count ->
    [1] yesterday
   *[other] { $count } days ago
}
relative-day-ahead = { $count ->
    [0] today
    [1] tomorrow
   *[other] in { $count } days
}
