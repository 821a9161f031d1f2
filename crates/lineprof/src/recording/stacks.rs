//! Distinct stacks, each kept once.

use serde::{Deserialize, Serialize};
use std::collections::HashMap;

/// A place in a program or library, wherever that was loaded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Pc {
    /// Index of the object in [`Recording::objects`](super::Recording::objects); `None` where no object was known.
    pub object: Option<u32>,
    /// Offset in the object's file; the address where no object was known.
    pub offset: u64,
}

/// Stacks, leaf first; each distinct one has a number.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Stacks {
    stacks: Vec<Box<[Pc]>>,
    #[serde(skip)]
    numbers: HashMap<Box<[Pc]>, u32>,
}

impl Stacks {
    /// The number of a stack, leaf first.
    ///
    /// # Panics
    /// Beyond four thousand million distinct stacks.
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
