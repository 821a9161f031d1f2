//! Distinct stacks, each stored once.

use serde::{Deserialize, Serialize, Serializer};
use std::collections::HashMap;

/// A place in a program or library, wherever that was loaded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(from = "(Option<u32>, u64)", into = "(Option<u32>, u64)")] // short: there are many
pub struct Pc {
    /// Index of the object in [`Recording::objects`](super::Recording::objects); `None` where no object was known.
    pub object: Option<u32>,
    /// Offset in the object's file; the address where no object was known.
    pub offset: u64,
}

impl From<(Option<u32>, u64)> for Pc {
    fn from((object, offset): (Option<u32>, u64)) -> Self {
        Self { object, offset }
    }
}

impl From<Pc> for (Option<u32>, u64) {
    fn from(Pc { object, offset }: Pc) -> Self {
        (object, offset)
    }
}

/// Stacks, leaf first; each distinct one has a number.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(from = "Vec<Box<[Pc]>>")]
pub struct Stacks {
    stacks: Vec<Box<[Pc]>>,
    numbers: HashMap<Box<[Pc]>, u32>,
}

impl Serialize for Stacks {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.stacks.serialize(serializer)
    }
}

impl From<Vec<Box<[Pc]>>> for Stacks {
    fn from(stacks: Vec<Box<[Pc]>>) -> Self {
        let numbers = (0..).zip(&stacks).map(|(number, stack)| (stack.clone(), number)).collect();
        Self { stacks, numbers }
    }
}

impl Stacks {
    /// The number of a stack, leaf first.
    ///
    /// # Panics
    /// With more than 2³² distinct stacks.
    pub fn intern(&mut self, stack: &[Pc]) -> u32 {
        if let Some(&number) = self.numbers.get(stack) {
            return number;
        }
        let number = u32::try_from(self.stacks.len()).expect("fewer distinct stacks than samples in memory");
        self.stacks.push(stack.into());
        self.numbers.insert(stack.into(), number);
        number
    }

    /// The stack with a number, leaf first; empty where there is none.
    #[must_use]
    pub fn get(&self, number: u32) -> &[Pc] {
        self.stacks.get(number as usize).map_or(&[], |stack| stack)
    }

    /// All stacks, by their numbers.
    pub fn iter(&self) -> impl Iterator<Item = &[Pc]> {
        self.stacks.iter().map(|stack| &**stack)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stack_has_one_number() {
        let pc = |offset| Pc { object: Some(0), offset };
        let mut stacks = Stacks::default();
        let numbers = [[pc(1), pc(2)], [pc(1), pc(3)], [pc(1), pc(2)]].map(|stack| stacks.intern(&stack));
        assert_eq!(numbers, [0, 1, 0]);
        assert_eq!(stacks.get(1), [pc(1), pc(3)]);
        assert!(stacks.get(2).is_empty(), "no third stack");
    }
}
