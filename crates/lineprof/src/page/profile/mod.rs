//! The page of a profile.

mod lists;
mod owner;
mod source;
mod stacks;
mod threads;

use super::{HotLine, Table, render};
use crate::export::to_file;
use crate::{Error, Profile};
use lists::{CounterList, counted, functions, hot_lines};
use serde::Serialize;
use source::{Function, LEAST, LEAST_CODE, sources};
use stacks::{Graph, graphs, owners};
use std::io::{self, Write as _};
use std::path::Path;
use threads::{Timeline, timeline};

const TEMPLATE: &str = include_str!("../../../templates/profile.html");

/// The templates that it includes.
const PARTS: [(&str, &str); 2] = [
    ("profile.css", include_str!("../../../templates/profile.css")),
    ("flames.js", include_str!("../../../templates/flames.js")),
];

/// The variables of the template.
#[derive(Debug, Serialize)]
struct Page {
    title: String,
    /// Terms and texts at the top.
    facts: Vec<(String, String)>,
    /// Further terms, in a closed section.
    more: Vec<(String, String)>,
    warnings: Vec<String>,
    lines: Vec<HotLine>,
    more_lines: Vec<HotLine>,
    /// The share of the samples that is on other lines; empty where there are none.
    other_lines: String,
    counted: Vec<CounterList>,
    functions: Table,
    /// The number of counter columns in tables.
    counted_columns: usize,
    sources: Vec<Function>,
    /// How many functions have samples, and no source here.
    other_sources: usize,
    /// The least shares, in percent of the samples, of functions shown with source and of lines shown with instructions.
    least_source: f64,
    least_code: f64,
    graphs: Vec<Graph>,
    /// The CSS classes of their boxes, and their labels.
    owners: Vec<(&'static str, &'static str)>,
    threads: Option<Timeline>,
}

impl Profile {
    /// The profile as a page: a single HTML file that needs no network.
    ///
    /// # Errors
    /// None that is known: its template is part of the program.
    pub fn page(&self) -> io::Result<String> {
        let (lines, graphs) = (self.lines(), graphs(self));
        let quality = self.quality();
        let (sources, other_sources) = sources(self, &lines.tables);
        let all = quality.paragraphs();
        let (more, mut facts): (Vec<_>, Vec<_>) =
            all.iter().filter_map(|text| fact(text)).partition(|(term, _)| FOLDED.contains(&&**term));
        facts.push(("Vectors".to_owned(), self.vectors().sentence()));
        let (mut hot, other_lines) = hot_lines(self, &lines.hot, &sources);
        let more_lines = hot.split_off(hot.len().min(FIRST_LINES));
        let page = Page {
            title: self.recording.command.clone(),
            facts,
            more,
            warnings: quality.warnings.clone(),
            lines: hot,
            more_lines,
            other_lines,
            counted: counted(&lines.by_counter, &sources),
            counted_columns: self.recording.counters.len(),
            functions: functions(self, &sources),
            sources,
            other_sources,
            least_source: 100.0 * LEAST,
            least_code: 100.0 * LEAST_CODE,
            owners: owners(&graphs),
            graphs,
            threads: timeline(self),
        };
        render(TEMPLATE, &PARTS, &page).map_err(io::Error::other)
    }

    /// Writes [`Profile::page`] to a file.
    ///
    /// # Errors
    /// Where the file cannot be written.
    pub fn write_page(&self, path: &Path) -> Result<(), Error> {
        to_file(path, |out| out.write_all(self.page()?.as_bytes()))
    }
}

/// Number of lines shown outside of the closed section.
const FIRST_LINES: usize = 10;

/// Terms of the facts in the closed section.
const FOLDED: [&str; 4] = ["Sampler", "Rate", "Stacks that reach their root", "Skid"];

/// The term and the text of a paragraph.
fn fact(paragraph: &str) -> Option<(String, String)> {
    let (term, text) = paragraph.split_once(": ")?;
    Some((term.to_owned(), text.to_owned()))
}
