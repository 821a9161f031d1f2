//! What callgrind writes, read down to instructions per address.

use std::collections::{BTreeMap, HashMap};

/// How many instructions were executed at each address of each object, itself only.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Counts {
    /// By the object's path, `???` where it has none, and the address by the object's own tables.
    pub(super) instructions: BTreeMap<(String, u64), u64>,
    /// What the writer says that they add up to.
    pub(super) total: Option<u64>,
}

impl Counts {
    /// Reads what `--dump-instr=yes --dump-line=no` writes.
    ///
    /// # Errors
    /// One sentence that names the line at which it is something else.
    pub(super) fn parse(text: &str) -> Result<Self, String> {
        let mut reader = Reader::default();
        for (number, line) in text.lines().enumerate() {
            reader.line(line).ok_or_else(|| format!("line {} reads {line:?}", number + 1))?;
        }
        if !reader.by_instruction {
            return Err("it has no instruction addresses; run callgrind with --dump-instr=yes".to_owned());
        }
        Ok(reader.counts)
    }
}

#[derive(Default)]
struct Reader {
    counts: Counts,
    /// Names of objects by their numbers: a name is written in full once.
    names: HashMap<String, String>,
    object: String,
    /// The address that the next may be relative to.
    address: u64,
    /// How many numbers say where a cost lies: the address, and the line where lines were asked for too.
    positions: usize,
    by_instruction: bool,
    /// The next line is the inclusive cost of a call, which its callee's own lines have already.
    after_call: bool,
}

impl Reader {
    /// Reads a line; `None` where it is not one of callgrind's.
    fn line(&mut self, line: &str) -> Option<()> {
        match line.as_bytes().first() {
            None | Some(b'#') => Some(()),
            Some(b'0'..=b'9' | b'+' | b'-' | b'*') => self.cost(line),
            Some(_) => self.keyword(line),
        }
    }

    fn keyword(&mut self, line: &str) -> Option<()> {
        let (key, value) = line.split_once(['=', ':'])?;
        let value = value.trim();
        match key {
            "positions" => {
                self.positions = value.split_whitespace().count();
                self.by_instruction = value.split_whitespace().next() == Some("instr");
            }
            "ob" => self.object = self.name(value)?,
            // The object of a callee may be named here for the first and only time.
            "cob" => drop(self.name(value)?),
            "calls" => self.after_call = true,
            "totals" => self.counts.total = value.split_whitespace().next()?.parse().ok(),
            "jump" | "jcnd" => return None,
            _ => {}
        }
        Some(())
    }

    /// A name that is `(number) name` when it is new and `(number)` afterwards, or plain.
    fn name(&mut self, value: &str) -> Option<String> {
        if !value.starts_with('(') {
            return Some(value.to_owned());
        }
        let (number, name) = value.split_at(value.find(')')? + 1);
        if !name.trim().is_empty() {
            self.names.insert(number.to_owned(), name.trim().to_owned());
        }
        self.names.get(number).cloned()
    }

    fn cost(&mut self, line: &str) -> Option<()> {
        let mut words = line.split_whitespace();
        let position = words.next()?;
        self.address = match position.split_at(1) {
            ("*", "") => self.address,
            ("+", step) => self.address.checked_add(number(step)?)?,
            ("-", step) => self.address.checked_sub(number(step)?)?,
            _ => number(position)?,
        };
        // Of several events the first is the count of instructions; of no event the count is 0.
        let count: u64 = words.nth(self.positions.checked_sub(1)?).map_or(Some(0), |word| word.parse().ok())?;
        if !std::mem::take(&mut self.after_call) && count > 0 {
            *self.counts.instructions.entry((self.object.clone(), self.address)).or_default() += count;
        }
        Some(())
    }
}

/// Decimal, or hexadecimal after `0x`.
fn number(word: &str) -> Option<u64> {
    word.strip_prefix("0x").map_or_else(|| word.parse().ok(), |digits| u64::from_str_radix(digits, 16).ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(body: &str) -> Result<BTreeMap<(String, u64), u64>, String> {
        Counts::parse(&format!("# callgrind format\nversion: 1\npositions: instr\nevents: Ir\n\n{body}"))
            .map(|counts| counts.instructions)
    }

    fn at<const N: usize>(counts: [(&str, u64, u64); N]) -> BTreeMap<(String, u64), u64> {
        counts.into_iter().map(|(object, address, count)| ((object.to_owned(), address), count)).collect()
    }

    #[test]
    fn positions_are_relative_to_the_one_before() {
        let body = "ob=(1) /bin/a\nfl=(1) a.rs\nfn=(1) main\n0x1000 3\n+4 2\n* 5\n-16 1\n+0x10 1\n4096 1\n";
        let expected = at([("/bin/a", 0xff4, 1), ("/bin/a", 0x1000, 4), ("/bin/a", 0x1004, 8)]);
        assert_eq!(parse(body).unwrap(), expected);
    }

    #[test]
    fn names_are_written_in_full_once() {
        let body = "ob=(1) /bin/a\nfn=(1) f\n0x10 1\ncob=(2) /lib/b c\ncfn=(2) g\ncalls=1 0x20 \n* 100\n\
                    ob=(2)\nfn=(2)\n0x20 7\nob=(1)\nfn=(1)\n0x30 1\n";
        assert_eq!(parse(body).unwrap(), at([("/bin/a", 0x10, 1), ("/bin/a", 0x30, 1), ("/lib/b c", 0x20, 7)]));
        assert!(parse("ob=(3)\n").is_err(), "a number without a name");
    }

    #[test]
    fn the_cost_of_a_call_is_its_callees_but_its_position_counts() {
        let body = "ob=(1) a\nfn=(1) f\n0x10 1\ncfn=(2) g\ncalls=2 0x80 \n+4 1000\n+4 1\n";
        assert_eq!(parse(body).unwrap(), at([("a", 0x10, 1), ("a", 0x18, 1)]));
    }

    #[test]
    fn lines_beside_the_addresses_are_skipped() {
        let text =
            "positions: instr line\nevents: Ir Dr\nob=(1) a\nfn=(1) f\n0x10 77 5 3\n+4 +1 6\n* *\ntotals: 11 3\n";
        let counts = Counts::parse(text).unwrap();
        assert_eq!(counts.instructions, at([("a", 0x10, 5), ("a", 0x14, 6)]));
        assert_eq!(counts.total, Some(11));
    }

    #[test]
    fn what_is_something_else_is_said_to_be() {
        let no_addresses = Counts::parse("positions: line\nevents: Ir\nfn=(1) f\n16 5\n").unwrap_err();
        assert!(no_addresses.contains("--dump-instr=yes"), "{no_addresses}");
        assert!(parse("ob=(1) a\n0x10 many\n").unwrap_err().contains("line 7"), "the line is named");
    }
}
