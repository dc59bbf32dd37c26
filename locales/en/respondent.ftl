### What respondents read: the form, the receipt, and what they are told when something is amiss.

## The form
respondent-send = Send
respondent-language = Language
respondent-required = (required)
respondent-privacy = You will get a receipt. With it you can correct or withdraw your answers.
respondent-simulated = Demonstration: this company is simulated.

## When something is amiss
respondent-errors = { $count ->
    [one] One thing needs another look
   *[other] { $count } things need another look
}
respondent-errors-kept = Nothing was sent yet, and nothing that you entered is lost.
respondent-error-prefix = Error:
respondent-fault-required = Please answer this question.
respondent-fault-nothing-answered = Please answer at least one question.
respondent-fault-too-long = { $count ->
    [one] This is { $count } character too long.
   *[other] This is { $count } characters too long.
}
respondent-fault-other = Please choose again.
respondent-unsent-title = Not sent yet
respondent-unsent-body = Your answers could not be kept just now. Everything that you entered is still here: please send it again in a minute.

## Pages without a form
respondent-closed-title = This survey is closed
respondent-closed-body = It takes no more answers. Thank you for wanting to help.
respondent-missing-title = There is no survey here
respondent-missing-body = The address may be incomplete. Please check the link or scan the code again.
respondent-busy-title = One moment, please
respondent-busy-body = Many answers are arriving right now, and yours could not be kept yet. Please go back and send it again in a minute.
respondent-unreadable-title = The form did not arrive whole
respondent-unreadable-body = Please go back and send it again.
respondent-received-title = We already have your answers
respondent-received-body = This form was sent before, with other answers. What you sent first is safe. To change it, open your receipt.
respondent-received-open = Open the receipt

## The receipt
respondent-thanks = Thank you for your answers.
respondent-receipt = Your receipt
respondent-receipt-keep = Keep the address of this page if you may want to come back. Anyone who has it can see and change these answers.
respondent-sent-at = Sent: { DATETIME($at, dateStyle: "medium", timeStyle: "short") }
respondent-corrected-at = Last corrected: { DATETIME($at, dateStyle: "medium", timeStyle: "short") }
respondent-said = What you said
respondent-no-answer = No answer
respondent-score = { $score } on a scale of { $min } to { $max }
respondent-what-next = What becomes of it
respondent-next-counted = Your scores are counted together with everybody else’s.
respondent-next-read = People at { $company } who look after feedback can read your answers. If something went wrong, they may take it up.
respondent-next-kept = Your answers are kept until you withdraw them or { $company } deletes them.
respondent-correct = Correct my answers
respondent-withdraw = Withdraw my answers

## Correcting
respondent-correct-title = Correct your answers
respondent-correct-body = What you send now takes the place of what you said before.
respondent-correct-send = Save the correction
respondent-back = Back to the receipt
respondent-corrected = Your correction is saved.

## Withdrawing
respondent-withdraw-title = Withdraw your answers?
respondent-withdraw-body = Your words are deleted and your scores leave the results. This cannot be undone.
respondent-withdraw-confirm = Yes, withdraw them
respondent-withdraw-keep = No, keep them
respondent-withdrawn-title = Your answers are withdrawn
respondent-withdrawn-body = Your words are deleted and your scores no longer count. Nothing else is needed from you.
respondent-no-receipt-title = There is no receipt here
respondent-no-receipt-body = The address may be incomplete. Please copy the whole address of your receipt.
