//! Whose line a sample is charged to.

use super::{Frame, Ownership};
use crate::Profile;

impl Profile {
    /// The frame that a stack is charged to: the innermost of the user's; `None` where there is none.
    pub fn charged(&self, stack: u32) -> Option<Frame> {
        self.symbols.frames(stack).find(|frame| self.is_users(frame))
    }

    /// Whether a frame is in a file of the user's, stepped over or not.
    pub(crate) fn is_own(&self, frame: &Frame) -> bool {
        let owner = frame.file.and_then(|file| self.ownership.get(file as usize));
        owner.is_some_and(|owner| *owner != Ownership::Foreign)
    }

    /// Whether a frame is on a line of the user's that is not stepped over.
    pub fn is_users(&self, frame: &Frame) -> bool {
        let owner = frame.file.and_then(|file| self.ownership.get(file as usize));
        frame.line.is_some() && owner == Some(&Ownership::User)
    }
}
