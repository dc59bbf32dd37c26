### Ce citesc respondenții.

## Formularul
respondent-send = Trimiteți
respondent-language = Limba
respondent-required = (obligatoriu)
respondent-privacy = Veți primi o confirmare cu care vă puteți corecta sau retrage răspunsurile.
respondent-simulated = Demonstrație: această companie este simulată.

## Când ceva nu este în regulă
respondent-errors = { $count ->
    [one] Un lucru mai trebuie verificat
    [few] { $count } lucruri mai trebuie verificate
   *[other] { $count } de lucruri mai trebuie verificate
}
respondent-errors-kept = Încă nu s-a trimis nimic și nu s-a pierdut nimic din ce ați completat.
respondent-error-prefix = Eroare:
respondent-fault-required = Vă rugăm să răspundeți la această întrebare.
respondent-fault-nothing-answered = Vă rugăm să răspundeți la cel puțin o întrebare.
respondent-fault-too-long = { $count ->
    [one] Textul este prea lung cu { $count } caracter.
    [few] Textul este prea lung cu { $count } caractere.
   *[other] Textul este prea lung cu { $count } de caractere.
}
respondent-fault-other = Vă rugăm să alegeți din nou.
respondent-unsent-title = Încă nu s-a trimis
respondent-unsent-body = Răspunsurile dumneavoastră nu au putut fi păstrate acum. Tot ce ați completat este încă aici: vă rugăm să trimiteți din nou peste un minut.

## Pagini fără formular
respondent-closed-title = Acest chestionar este închis
respondent-closed-body = Nu mai primește răspunsuri. Vă mulțumim că ați vrut să ne ajutați.
respondent-missing-title = Aici nu există niciun chestionar
respondent-missing-body = Poate că adresa este incompletă. Vă rugăm să verificați linkul sau să scanați din nou codul.
respondent-busy-title = Un moment, vă rugăm
respondent-busy-body = Chiar acum sosesc foarte multe răspunsuri, iar al dumneavoastră nu a putut fi păstrat încă. Vă rugăm să reveniți la pagina anterioară și să îl trimiteți din nou peste un minut.
respondent-unreadable-title = Formularul nu a ajuns întreg
respondent-unreadable-body = Vă rugăm să reveniți la pagina anterioară și să îl trimiteți din nou.
respondent-received-title = Avem deja răspunsurile dumneavoastră
respondent-received-body = Acest formular a mai fost trimis, cu alte răspunsuri. Ce ați trimis prima dată este în siguranță. Pentru a le schimba, deschideți confirmarea.
respondent-received-open = Deschideți confirmarea

## Confirmarea
respondent-thanks = Vă mulțumim pentru răspunsuri.
respondent-receipt = Confirmarea dumneavoastră
respondent-receipt-keep = Păstrați adresa acestei pagini dacă vreți să reveniți. Oricine o are poate vedea și modifica aceste răspunsuri.
respondent-sent-at = Trimis: { DATETIME($at, dateStyle: "medium", timeStyle: "short") }
respondent-corrected-at = Ultima corectare: { DATETIME($at, dateStyle: "medium", timeStyle: "short") }
respondent-said = Ce ați răspuns
respondent-no-answer = Fără răspuns
respondent-score = { $score } pe o scară de la { $min } la { $max }
respondent-what-next = Ce se întâmplă cu răspunsurile
respondent-next-counted = Notele dumneavoastră sunt numărate împreună cu ale tuturor celorlalți.
respondent-next-read = Cei care se ocupă de opiniile clienților la { $company } vă pot citi răspunsurile. Dacă ceva nu a mers bine, este posibil să intervină.
respondent-next-kept = Răspunsurile se păstrează până când le retrageți sau până când { $company } le șterge.
respondent-correct = Corectez răspunsurile
respondent-withdraw = Retrag răspunsurile

## Corectarea
respondent-correct-title = Corectați răspunsurile
respondent-correct-body = Ce trimiteți acum înlocuiește ce ați răspuns înainte.
respondent-correct-send = Salvați corectura
respondent-back = Înapoi la confirmare
respondent-corrected = Corectura a fost salvată.

## Retragerea
respondent-withdraw-title = Vă retrageți răspunsurile?
respondent-withdraw-body = Cuvintele dumneavoastră se șterg, iar notele ies din rezultate. Acest pas nu poate fi anulat.
respondent-withdraw-confirm = Da, le retrag
respondent-withdraw-keep = Nu, le păstrez
respondent-withdrawn-title = Răspunsurile au fost retrase
respondent-withdrawn-body = Cuvintele dumneavoastră au fost șterse, iar notele nu mai contează. Nu mai aveți nimic de făcut.
respondent-no-receipt-title = Aici nu există nicio confirmare
respondent-no-receipt-body = Poate că adresa este incompletă. Vă rugăm să copiați întreaga adresă a confirmării.
