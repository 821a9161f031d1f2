//! The CPU.

/// The name of the CPU.
#[cfg(target_arch = "x86_64")]
pub fn name() -> String {
    let brand = raw_cpuid::CpuId::new().get_processor_brand_string();
    brand.map_or_else(|| "unknown x86-64".to_owned(), |brand| brand.as_str().trim().to_owned())
}

/// Which core that is, where one name is of several: `family 25 model 17`, or on Arm `implementer 0x41 part 0xd0c`.
#[cfg(target_arch = "x86_64")]
pub fn model() -> String {
    let info = raw_cpuid::CpuId::new().get_feature_info();
    info.map_or_else(String::new, |info| format!("family {} model {}", info.family_id(), info.model_id()))
}

/// The name of the CPU.
#[cfg(not(target_arch = "x86_64"))]
pub fn name() -> String {
    format!("unknown {}", std::env::consts::ARCH)
}

/// Which core that is, where one name is of several: `family 25 model 17`, or on Arm `implementer 0x41 part 0xd0c`.
#[cfg(not(target_arch = "x86_64"))]
pub fn model() -> String {
    arm_model(&std::fs::read_to_string("/proc/cpuinfo").unwrap_or_default())
}

/// The first core's model, from the text of `/proc/cpuinfo` on Arm; empty where it is not there.
#[cfg(any(test, not(target_arch = "x86_64")))]
fn arm_model(text: &str) -> String {
    let field = |name| {
        let line = text.lines().find_map(|line| line.strip_prefix(&format!("CPU {name}")))?;
        Some(format!("{name} {}", line.split_once(':')?.1.trim()))
    };
    ["implementer", "part"].into_iter().filter_map(field).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_model_of_an_arm_core_is_that_of_the_first() {
        let text =
            "processor\t: 0\nCPU implementer\t: 0x41\nCPU part\t: 0xd0c\n\nCPU implementer\t: 0x51\nCPU part\t: 0x1\n";
        assert_eq!(arm_model(text), "implementer 0x41 part 0xd0c");
        assert_eq!(arm_model("vendor_id\t: AuthenticAMD\n"), "");
    }
}
