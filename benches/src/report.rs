//! What was measured, each number beside its bar and its peer; for people and for scripts.

use serde::Serialize;

use crate::machine::Machine;
use crate::samples::{Samples, short};

/// A number.
#[derive(Clone, Debug, Serialize)]
pub struct Measurement {
    /// What was measured.
    pub name: String,
    /// The number.
    pub value: f64,
    /// What it is measured in.
    pub unit: &'static str,
    /// At most this is good.
    pub bar: Option<f64>,
    /// The same by the peer.
    pub peer: Option<f64>,
    /// How it came about.
    pub note: String,
}

impl Measurement {
    /// A number without a bar.
    pub fn new(name: impl Into<String>, value: f64, unit: &'static str) -> Self {
        Self { name: name.into(), value, unit, bar: None, peer: None, note: String::new() }
    }

    /// The median of samples in milliseconds.
    pub fn median(name: impl Into<String>, samples: &Samples) -> Self {
        let note = format!("median of {}, {}", samples.len(), samples.range());
        Self::new(name, samples.median(), "ms").note(note)
    }

    /// With the most that is good.
    pub fn at_most(self, bar: f64) -> Self {
        Self { bar: Some(bar), ..self }
    }

    /// Beside the same by the peer.
    pub fn beside(self, peer: f64) -> Self {
        Self { peer: Some(peer), ..self }
    }

    /// With how it came about.
    pub fn note(self, note: impl Into<String>) -> Self {
        Self { note: note.into(), ..self }
    }

    fn verdict(&self) -> &'static str {
        match self.bar {
            None => "",
            Some(bar) if self.value <= bar => "ok",
            Some(_) => "OVER",
        }
    }
}

/// Numbers about one thing.
#[derive(Clone, Debug, Serialize)]
pub struct Section {
    /// What they are about.
    pub title: String,
    /// The numbers.
    pub measurements: Vec<Measurement>,
}

/// Everything that was measured.
#[derive(Clone, Debug, Serialize)]
pub struct Report {
    /// What it was measured on.
    pub machine: Machine,
    /// The load average before.
    pub load_before: f64,
    /// The load average after; our own loads are in it.
    pub load_after: f64,
    /// The numbers.
    pub sections: Vec<Section>,
}

impl Report {
    /// Prints everything, and at the end what has a bar.
    pub fn print(&self) {
        for section in &self.sections {
            println!("\n{}", section.title);
            section.measurements.iter().for_each(print_line);
        }
        println!("\nMeasured against its bar");
        let all = || self.sections.iter().flat_map(|section| &section.measurements);
        all().filter(|measurement| measurement.bar.is_some()).for_each(print_verdict);
        let missed = all().filter(|measurement| measurement.verdict() == "OVER").count();
        match missed {
            0 => println!("\nEvery bar is met."),
            _ => println!("\n{missed} over the bar. On a busy machine measure again before believing it."),
        }
        self.print_machine();
    }

    fn print_machine(&self) {
        let machine = &self.machine;
        println!(
            "{} × {}, {} MB, Linux {}, data on {}; load average {:.2} before, {:.2} after",
            machine.processors,
            machine.processor,
            machine.memory_megabytes,
            machine.kernel,
            machine.file_system,
            self.load_before,
            self.load_after
        );
        if machine.is_disk_only_memory() {
            println!(
                "The data lay in memory: making it durable cost nothing. Name a folder on a disk with --folder."
            );
        }
    }
}

fn print_line(measurement: &Measurement) {
    let Measurement { name, value, unit, peer, note, .. } = measurement;
    let peer =
        peer.map(|peer| format!("   SQLite {} ({:.1} ×)", short(peer), peer / value)).unwrap_or_default();
    println!("  {name:<56} {:>9} {unit:<4}{peer:<28} {note}", short(*value));
}

fn print_verdict(measurement: &Measurement) {
    let Measurement { name, value, unit, bar, .. } = measurement;
    let bar = bar.map(short).unwrap_or_default();
    println!("  {name:<56} {:>9} {unit:<4} bar {bar:>7}   {}", short(*value), measurement.verdict());
}
