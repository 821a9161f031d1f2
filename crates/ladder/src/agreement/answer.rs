//! Answers: numbers in order, with a shape.

use super::Number;

/// What rungs compute: one number, or many in a fixed order.
///
/// It is implemented for numbers, for vectors, arrays and boxed slices of answers, and with feature `ndarray` for that
/// crate's arrays. A type of your own implements it by passing on to its parts, or is compared by
/// [`Agreement::by`](crate::Agreement::by), which does not ask for it.
pub trait Answer {
    /// The type of its numbers.
    type Number: Number;

    /// Its length along each axis, outermost first; empty for a single number.
    fn shape(&self) -> Vec<usize>;

    /// Its numbers, the last axis fastest.
    fn numbers(&self) -> impl Iterator<Item = Self::Number> + '_;

    /// Its numbers in the same order, to be changed.
    fn numbers_mut(&mut self) -> impl Iterator<Item = &mut Self::Number> + '_;

    /// Changes each number to one that is far from it, so that what a rung leaves unwritten is wrong.
    fn spoil(&mut self) {
        self.numbers_mut().for_each(|number| *number = number.spoilt());
    }
}

impl<N: Number> Answer for N {
    type Number = N;

    fn shape(&self) -> Vec<usize> {
        Vec::new()
    }

    fn numbers(&self) -> impl Iterator<Item = N> + '_ {
        std::iter::once(*self)
    }

    fn numbers_mut(&mut self) -> impl Iterator<Item = &mut N> + '_ {
        std::iter::once(self)
    }
}

macro_rules! sequence {
    ($([$($generics:tt)*] $sequence:ty),*) => {$(
        impl<$($generics)*> Answer for $sequence {
            type Number = A::Number;

            fn shape(&self) -> Vec<usize> {
                let inner = self.first().map_or_else(Vec::new, A::shape);
                [vec![self.len()], inner].concat()
            }

            fn numbers(&self) -> impl Iterator<Item = A::Number> + '_ {
                self.iter().flat_map(A::numbers)
            }

            fn numbers_mut(&mut self) -> impl Iterator<Item = &mut A::Number> + '_ {
                self.iter_mut().flat_map(A::numbers_mut)
            }
        }
    )*};
}

sequence!([A: Answer] Vec<A>, [A: Answer] Box<[A]>, [A: Answer, const N: usize] [A; N]);

#[cfg(feature = "ndarray")]
impl<N: Number, D: ndarray::Dimension> Answer for ndarray::Array<N, D> {
    type Number = N;

    fn shape(&self) -> Vec<usize> {
        self.shape().to_vec()
    }

    fn numbers(&self) -> impl Iterator<Item = N> + '_ {
        self.iter().copied()
    }

    fn numbers_mut(&mut self) -> impl Iterator<Item = &mut N> + '_ {
        self.iter_mut()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shapes_and_numbers_are_nested() {
        let mut pixels = vec![[1_u8, 2, 3], [4, 5, 6]];
        assert_eq!(Answer::shape(&pixels), [2, 3]);
        assert!(pixels.numbers().eq(1..=6));
        pixels.spoil();
        assert!(pixels.numbers().eq([129, 130, 131, 132, 133, 134]));
        assert_eq!(Answer::shape(&2.5_f32), [0_usize; 0]);
    }
}
