### زمان نسبت به اکنون.

relative-minute-ago = { $count } دقیقه پیش
relative-minute-ahead = { $count ->
    [0] همین دقیقه
   *[other] { $count } دقیقه بعد
}
relative-hour-ago = { $count } ساعت پیش
relative-hour-ahead = { $count ->
    [0] همین ساعت
   *[other] { $count } ساعت بعد
}
relative-day-ago = { $count ->
    [1] دیروز
    [2] پریروز
   *[other] { $count } روز پیش
}
relative-day-ahead = { $count ->
    [0] امروز
    [1] فردا
    [2] پس‌فردا
   *[other] { $count } روز دیگر
}
