//! Twice as much as the server can take, from senders that do not wait: who is accepted is not slower
//! than promised, everybody else is told clearly, and afterwards everything is as before.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use anyhow::{Context, ensure};

use crate::report::{Measurement, Section};
use crate::samples::{Samples, short, thousands};
use crate::server::Server;
use crate::sustained::{SETTINGS, SustainedEffort, Target, numbered, spread};
use crate::sustained_arrivals::{Arrived, End};
use crate::sustained_wire::Wire;

/// Connections, each of somebody else: more than may wait for the disk in half a second.
const CONNECTIONS: usize = 6_000;
/// What is promised: half a second in the queue, and one commit, which may take as long.
const PROMISE_MS: f64 = 1_000.0;
/// Answers in a second before and after.
const PROBES_PER_SECOND: f64 = 100.0;
/// Accepted answers that are sent again, and refused ones.
const SENT_AGAIN: usize = 500;
/// What each write to the slow disk takes.
const SLOW_DISK_MS: &str = "150";

/// Measures twice the capacity, on the disk as it is and on a slow one.
///
/// # Errors
/// When something could not be measured, or an answer was lost or doubled.
pub async fn measure(binary: &Path, folder: &Path, effort: &SustainedEffort) -> anyhow::Result<Vec<Section>> {
    let server = Server::start(binary, &folder.join("overload"), &SETTINGS).await?;
    let mut target = Target::new(&server).await?;
    let capacity = target.capacity(effort.closed_loop_answers, effort.repetitions).await?.median();
    let mut sections = vec![overload(&mut target, capacity * 2.0, effort, "").await?];
    server.stop()?;

    let slow = slow_disk(folder)?;
    let slow = slow.to_str().context("the folder's name is no text")?;
    let settings = [SETTINGS.as_slice(), &[("LD_PRELOAD", slow), ("SLOW_DISK_MS", SLOW_DISK_MS)]].concat();
    let server = Server::start(binary, &folder.join("slow"), &settings).await?;
    let mut target = Target::new(&server).await?;
    let name = format!(", each write to the disk {SLOW_DISK_MS} ms slower");
    sections.push(overload(&mut target, capacity * 2.0, effort, &name).await?);
    server.stop()?;
    Ok(sections)
}

/// A library that makes every writing to the disk slower; it is loaded into the server.
fn slow_disk(folder: &Path) -> anyhow::Result<PathBuf> {
    let (source, library) = (folder.join("slow_disk.c"), folder.join("slow_disk.so"));
    std::fs::write(&source, include_str!("slow_disk.c"))?;
    let made = Command::new("cc").args(["-shared", "-fPIC", "-o"]).args([&library, &source]).status();
    ensure!(made.context("there is no C compiler `cc`")?.success(), "the slow disk could not be compiled");
    Ok(library)
}

async fn overload(
    target: &mut Target<'_>,
    per_second: f64,
    effort: &SustainedEffort,
    disk: &str,
) -> anyhow::Result<Section> {
    let before =
        probe(target, Duration::from_secs(3)).await.with_context(|| format!("before the overload{disk}"))?;
    let memory_before = target.server.memory_megabytes()?.0;
    let processor_before = target.server.processor_milliseconds()?;
    let mut arrived = target.arrivals(per_second, effort.overload, CONNECTIONS).await?;
    let processor = target.server.processor_milliseconds()? - processor_before;
    let after_it = || format!("after the overload{disk}");
    let first_second = probe(target, Duration::from_secs(1)).await.with_context(after_it)?;
    arrived.hang_up();
    let after = probe(target, Duration::from_secs(3)).await.with_context(after_it)?;
    target.hold_to_account().await?;
    target.server.rest().await?;
    let (memory, most) = target.server.memory_megabytes()?;
    ensure!(arrived.faults.is_empty(), "answers ended otherwise than they should: {:?}", arrived.faults);
    send_again(target, &arrived).await?;

    let share = arrived.count(End::Accepted) as f64 / arrived.seen.len() as f64;
    let accepted = arrived.since_sent(End::Accepted);
    let refused = arrived.since_sent(End::Refused);
    let title = format!(
        "Twice the capacity for {} s, open loop over {CONNECTIONS} connections{disk}; every refusal was 503 with \
         Retry-After, no connection broke, every accepted answer is counted once, and none of the refused",
        effort.overload.as_secs()
    );
    let since = |samples: &Samples| if samples.len() == 0 { 0.0 } else { samples.quantile(0.99) };
    Ok(Section {
        title,
        measurements: vec![
            Measurement::new("arrivals", per_second, "/s").note(format!(
                "{} sent in {:.1} s, {:.2} processors in use by the server",
                thousands(arrived.seen.len() as i64),
                arrived.took.as_secs_f64(),
                processor / 1_000.0 / arrived.took.as_secs_f64()
            )),
            Measurement::new("accepted", share * 100.0, "%")
                .note(format!("{} a second", short(arrived.per_second(End::Accepted)))),
            Measurement::new("p99 of the accepted, from when sent", since(&accepted), "ms")
                .at_most(PROMISE_MS)
                .note(spread(&accepted)),
            Measurement::new("slowest of the accepted, from when sent", accepted.quantile(1.0), "ms")
                .at_most(PROMISE_MS),
            Measurement::new(
                "p99 of the accepted, from when due",
                since(&arrived.since_due(End::Accepted)),
                "ms",
            )
            .note("with the senders' own delay, on the same machine"),
            Measurement::new("p99 of the refused, from when sent", since(&refused), "ms")
                .note(spread_of(&refused)),
            Measurement::new("before: p99", before.quantile(0.99), "ms").note(spread(&before)),
            Measurement::new("in the first second after: p99", first_second.quantile(0.99), "ms")
                .at_most(before.quantile(0.99) * 2.0 + 50.0)
                .note(spread(&first_second)),
            Measurement::new(
                "in the three seconds after all hang up at once: p99",
                after.quantile(0.99),
                "ms",
            )
            .note(spread(&after)),
            Measurement::new("memory at rest after (resident)", memory, "MB").note(format!(
                "{} before, at most {}",
                short(memory_before),
                short(most)
            )),
        ],
    })
}

fn spread_of(samples: &Samples) -> String {
    if samples.len() == 0 { "none".to_owned() } else { spread(samples) }
}

/// Normal answers, one after the other; each must be accepted.
async fn probe(target: &mut Target<'_>, length: Duration) -> anyhow::Result<Samples> {
    let arrived = target.arrivals(PROBES_PER_SECOND, length, 16).await?;
    ensure!(
        arrived.count(End::Accepted) == arrived.seen.len() as u64,
        "{} of {} normal answers were not accepted, refused after {}; the others after {}; {:?}",
        arrived.seen.len() as u64 - arrived.count(End::Accepted),
        arrived.seen.len(),
        spread_of(&arrived.since_sent(End::Refused)),
        spread_of(&arrived.since_sent(End::Accepted)),
        arrived.faults
    );
    Ok(arrived.since_due(End::Accepted))
}

/// The ledger: what was accepted is known when it comes again, and what was refused is new.
async fn send_again(target: &mut Target<'_>, arrived: &Arrived) -> anyhow::Result<()> {
    let requests = numbered(&target.survey);
    let mut wire = Wire::open(target.server.address).await?;
    for (end, status) in [(End::Accepted, 200), (End::Refused, 201)] {
        for number in arrived.some(end, SENT_AGAIN) {
            let reply = wire.exchange(&requests(number)).await?;
            ensure!(
                reply.status == status,
                "answer {number} was {end:?}, and when it came again it was {} instead of {status}",
                reply.status
            );
            if status == 201 {
                target.accepted.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
            }
        }
    }
    target.hold_to_account().await?;
    Ok(())
}
