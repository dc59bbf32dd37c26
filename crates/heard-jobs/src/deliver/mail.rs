//! Sends mail by SMTP.

use std::time::Duration;

use lettre::message::header::ContentType;
use lettre::message::{Mailbox, header};
use lettre::{AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor};

/// How long the mail server may take.
const TIMEOUT: Duration = Duration::from_secs(20);

/// Where mail is handed over, and in whose name.
#[derive(Clone, PartialEq, Eq)]
pub struct MailSettings {
    /// `smtp://`, `smtps://` or `smtp://…?tls=required`, with user and password if needed.
    pub server: String,
    /// `Name <address>`.
    pub from: String,
}

impl std::fmt::Debug for MailSettings {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("MailSettings").field("from", &self.from).finish_non_exhaustive()
    }
}

/// Why a mail was not handed over.
#[derive(Debug, thiserror::Error)]
pub enum MailError {
    /// The setting of the mail server is wrong.
    #[error("mail server `smtp` is no smtp:// or smtps:// address")]
    Server,
    /// An address is wrong.
    #[error("`{0}` is no mail address")]
    Address(&'static str),
    /// It cannot be written as a mail.
    #[error("the mail could not be composed")]
    Compose,
    /// The server said no for good.
    #[error("the mail server refused the mail for good")]
    Refused,
    /// The server is out of reach or asks to try later.
    #[error("the mail server is out of reach or asks to try later")]
    Unreachable,
}

/// A mail of plain text.
#[derive(Clone, Copy, Debug)]
pub struct Mail<'a> {
    /// To whom.
    pub to: &'a str,
    /// Subject.
    pub subject: &'a str,
    /// Words.
    pub body: &'a str,
    /// Unique identifier, the same on every try, so that a mail sent twice is recognised.
    pub id: &'a str,
}

/// Hands mails to the configured server.
#[derive(Clone)]
pub struct Mailer {
    transport: AsyncSmtpTransport<Tokio1Executor>,
    from: Mailbox,
}

impl Mailer {
    /// A mailer of these settings.
    ///
    /// # Errors
    /// When the server's address or the sender's can't be read.
    pub fn new(settings: &MailSettings) -> Result<Self, MailError> {
        let transport = AsyncSmtpTransport::<Tokio1Executor>::from_url(&settings.server)
            .map_err(|_| MailError::Server)?
            .timeout(Some(TIMEOUT))
            .build();
        let from = settings.from.parse().map_err(|_| MailError::Address("mail_from"))?;
        Ok(Self { transport, from })
    }

    /// Hands over one mail.
    ///
    /// # Errors
    /// When it can't be composed, or the server refuses it or is out of reach.
    pub async fn send(&self, mail: Mail<'_>) -> Result<(), MailError> {
        let message = self.compose(mail)?;
        match self.transport.send(message).await {
            Ok(_) => Ok(()),
            Err(error) if error.is_permanent() => Err(MailError::Refused),
            Err(_) => Err(MailError::Unreachable),
        }
    }

    fn compose(&self, mail: Mail<'_>) -> Result<Message, MailError> {
        let to: Mailbox = mail.to.parse().map_err(|_| MailError::Address("to"))?;
        Message::builder()
            .from(self.from.clone())
            .to(to)
            .subject(mail.subject)
            .message_id(Some(format!("<{}@{}>", mail.id, self.from.email.domain())))
            .header(header::MIME_VERSION_1_0)
            .header(ContentType::TEXT_PLAIN)
            .body(mail.body.to_owned())
            .map_err(|_| MailError::Compose)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mailer() -> Mailer {
        let settings = MailSettings {
            server: "smtp://127.0.0.1:2525".to_owned(),
            from: "Heard <heard@example.org>".to_owned(),
        };
        Mailer::new(&settings).unwrap()
    }

    #[test]
    fn a_subject_can_add_no_header() {
        let mail =
            Mail { to: "a@example.org", subject: "Eset\r\nBcc: b@example.org", body: "ő و", id: "1" };
        let written = String::from_utf8(mailer().compose(mail).unwrap().formatted()).unwrap();
        assert!(!written.to_lowercase().contains("\nbcc:"), "{written}");
        assert!(written.contains("Message-ID: <1@example.org>"), "{written}");
    }

    #[test]
    fn bad_addresses_are_refused() {
        let mail = Mail { to: "a@example.org, b@example.org", subject: "", body: "", id: "1" };
        assert!(matches!(mailer().compose(mail), Err(MailError::Address("to"))));
        let settings = MailSettings { server: "http://x".to_owned(), from: "a@example.org".to_owned() };
        assert!(matches!(Mailer::new(&settings), Err(MailError::Server)));
    }
}
