//! The functions of the kernel that runs now.

use std::fs;

/// The kernel's functions by their addresses.
#[derive(Debug, Default)]
pub(super) struct Kernel {
    /// The start address of each function, and the range of its name in the text.
    functions: Vec<(u64, (usize, usize))>,
    text: String,
}

impl Kernel {
    /// The functions listed in `/proc/kallsyms`, including those of modules; `None` where the kernel hides its addresses.
    pub(super) fn running() -> Self {
        Self::parse(fs::read_to_string("/proc/kallsyms").unwrap_or_default())
    }

    fn parse(text: String) -> Self {
        let mut functions = Vec::new();
        let mut begin = 0;
        for line in text.split_inclusive('\n') {
            // The fields are address, kind, and name; a tab and the module's name in brackets may follow.
            let mut fields = line.split_whitespace();
            if let (Some(address), Some("t" | "T" | "w" | "W"), Some(name)) =
                (fields.next(), fields.next(), fields.next())
                && let Ok(address @ 1..) = u64::from_str_radix(address, 16)
            {
                let start = begin + (name.as_ptr() as usize - line.as_ptr() as usize);
                functions.push((address, (start, start + name.len())));
            }
            begin += line.len();
        }
        functions.sort_by_key(|(address, _)| *address);
        Self { functions, text }
    }

    pub(super) fn is_hidden(&self) -> bool {
        self.functions.is_empty()
    }

    /// The function that an address lies in, and where that starts.
    pub(super) fn symbol(&self, address: u64) -> Option<(String, u64)> {
        let after = self.functions.partition_point(|(start, _)| *start <= address);
        let &(start, (from, to)) = self.functions.get(after.checked_sub(1)?)?;
        Some((self.text[from..to].to_owned(), start))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_lies_in_the_function_that_starts_before_it() {
        let text = "ffffffff81000100 T read\nffffffff81000180 D table\nffffffff81000200 t write\n\
                    ffffffffc0000000 t of_module\t[ext4]\n";
        let kernel = Kernel::parse(text.to_owned());
        for (address, expected) in [
            (0xffff_ffff_8100_00ff, None),
            (0xffff_ffff_8100_0100, Some("read")),
            (0xffff_ffff_8100_01ff, Some("read")),
            (0xffff_ffff_8100_0200, Some("write")),
            (0xffff_ffff_c000_0010, Some("of_module")),
        ] {
            let found = kernel.symbol(address);
            assert_eq!(found.as_ref().map(|(name, _)| name.as_str()), expected, "{address:x}");
        }
        assert!(!kernel.is_hidden(), "it has addresses");
    }

    #[test]
    fn a_kernel_that_hides_its_addresses_has_no_names() {
        let kernel = Kernel::parse("0000000000000000 T read\n0000000000000000 t write\n".to_owned());
        assert!(kernel.is_hidden() && kernel.symbol(0xffff_ffff_8100_0100).is_none(), "{kernel:?}");
    }
}
