//! Which rungs, inputs and threads.

use crate::Ladder;
use crate::engine::Entry;
use crate::machine::cores;
use crate::program::failure::usage;
use clap::Args;

/// Which rungs, inputs and threads.
#[derive(Debug, Clone, Default, Args)]
pub(super) struct Select {
    /// A rung; may be repeated [default: all]
    #[arg(long = "rung", value_name = "RUNG")]
    pub(super) rungs: Vec<String>,
    /// An input, by its name or the end of it after "="; may be repeated [default: all]
    #[arg(long = "input", value_name = "INPUT")]
    pub(super) inputs: Vec<String>,
    /// Numbers of threads for rungs on several, 1 to 1024 each [default: that of the CPUs]
    #[arg(long, value_name = "N[,M…]", value_delimiter = ',', value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub(super) threads: Vec<u16>,
}

impl Select {
    /// The selected rungs, each on each number of threads that it takes.
    pub(super) fn entries<I, O>(&self, ladder: &Ladder<I, O>) -> anyhow::Result<Vec<Entry>> {
        self.entries_of("--rung", ladder)
    }

    /// The same, where another argument names the rungs.
    pub(super) fn entries_of<I, O>(&self, argument: &str, ladder: &Ladder<I, O>) -> anyhow::Result<Vec<Entry>> {
        let names: Vec<&str> = ladder.rungs.iter().map(|rung| rung.name.as_str()).collect();
        let rungs = selected(argument, &self.rungs, &names, |name, wanted| name == wanted)?;
        let threads = |rung: usize| match (ladder.rungs[rung].is_threaded(), self.threads.is_empty()) {
            (false, _) => vec![1],
            (true, true) => vec![cores()],
            (true, false) => self.threads.iter().map(|&threads| usize::from(threads)).collect(),
        };
        let entry = |rung| threads(rung).into_iter().map(move |threads| Entry { rung, threads });
        Ok(rungs.into_iter().flat_map(entry).collect())
    }

    /// The selected inputs, by their indices.
    pub(super) fn inputs<I, O>(&self, ladder: &Ladder<I, O>) -> anyhow::Result<Vec<usize>> {
        let names: Vec<&str> = ladder.inputs.iter().map(|input| input.name.as_str()).collect();
        let is =
            |name: &str, wanted: &str| name == wanted || name.split_once('=').is_some_and(|(_, end)| end == wanted);
        selected("--input", &self.inputs, &names, is)
    }
}

/// The indices of the wanted names in their order; all of them where none is wanted.
pub(super) fn selected(
    argument: &str,
    wanted: &[String],
    names: &[&str],
    is: impl Fn(&str, &str) -> bool,
) -> anyhow::Result<Vec<usize>> {
    if wanted.is_empty() {
        return Ok((0..names.len()).collect());
    }
    let unknown = wanted.iter().find(|wanted| !names.iter().any(|name| is(name, wanted)));
    if let Some(unknown) = unknown {
        return Err(usage(format!("{argument} {unknown} does not exist; there are: {}", names.join(", "))));
    }
    Ok((0..names.len()).filter(|&index| wanted.iter().any(|wanted| is(names[index], wanted))).collect())
}
