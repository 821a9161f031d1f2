//! A process that runs already.

use super::system::pidfd;
use crate::Error;
use nix::errno::Errno;
use nix::poll::{PollFd, PollFlags, PollTimeout, poll};
use nix::unistd::{Uid, User};
use std::os::fd::{AsFd, BorrowedFd, OwnedFd};
use std::os::unix::fs::MetadataExt as _;
use std::time::Duration;
use std::{fs, io, process};

/// The mark of the kernel's own threads in their state (`PF_KTHREAD`).
const OF_KERNEL: u64 = 0x20_0000;

/// A process that may be attached to.
#[derive(Debug)]
pub(super) struct Process {
    pid: u32,
    descriptor: OwnedFd,
}

/// Readable when the process has ended.
impl AsFd for Process {
    fn as_fd(&self) -> BorrowedFd<'_> {
        self.descriptor.as_fd()
    }
}

impl Process {
    /// Opens a process, if it runs and this user may read its memory map.
    pub(super) fn open(pid: u32) -> Result<Self, Error> {
        find(pid).map_err(|reason| Error::Process(pid, reason))
    }

    /// The command that started it; its name in brackets where it hides that.
    pub(super) fn command(&self) -> String {
        let read = |file| fs::read(format!("/proc/{}/{file}", self.pid)).unwrap_or_default();
        let words = read("cmdline");
        let words: Vec<_> = words.split(|byte| *byte == 0).map(String::from_utf8_lossy).collect();
        match words.join(" ").trim_end() {
            "" => format!("[{}]", String::from_utf8_lossy(&read("comm")).trim_end()),
            words => words.to_owned(),
        }
    }

    /// The ticks of the system's clock that it and the children that it waited for have spent in user code and in the
    /// kernel; `None` where it is gone.
    pub(super) fn ticks(&self) -> Option<[u64; 2]> {
        let stat = stat(self.pid)?;
        let field = |number: usize| stat.get(number - FIRST_FIELD).copied();
        Some([field(14)? + field(16)?, field(15)? + field(17)?])
    }

    fn has_ended(&self) -> bool {
        let mut ready = [PollFd::new(self.as_fd(), PollFlags::POLLIN)];
        poll(&mut ready, PollTimeout::ZERO).is_ok_and(|ready| ready > 0)
    }
}

/// Divides an exact time in the proportion of ticks, which are too coarse to be added up.
pub(super) fn split(used: Duration, [user, system]: [u64; 2]) -> [Duration; 2] {
    let share = if user + system == 0 { 1.0 } else { user as f64 / (user + system) as f64 };
    let user = used.mul_f64(share);
    [user, used.saturating_sub(user)]
}

fn find(pid: u32) -> Result<Process, String> {
    if pid == process::id() {
        return Err("it is the one that records; name another, or sample it from inside (lineprof::profile)".to_owned());
    }
    let number = i32::try_from(pid).ok().filter(|&number| number > 0);
    let number = number.ok_or("numbers of processes are from 1 to 4194304; `pgrep -a NAME` lists them")?;
    let descriptor = pidfd(number).map_err(|error| refusal(pid, &error))?;
    let process = Process { pid, descriptor };
    if process.has_ended() {
        return Err("it has ended, and its parent has not taken note (a zombie); name one that runs".to_owned());
    }
    if stat(pid).is_some_and(|stat| stat.get(9 - FIRST_FIELD).is_some_and(|flags| flags & OF_KERNEL != 0)) {
        return Err("it is a thread of the kernel, which has no code of its own; name a program's process".to_owned());
    }
    match fs::read(format!("/proc/{pid}/maps")) {
        Ok(_) => Ok(process),
        Err(error) if error.kind() == io::ErrorKind::PermissionDenied => {
            Err(format!("{} run it as that user or as root, or with CAP_PERFMON and CAP_SYS_PTRACE", owner(pid)))
        }
        Err(error) => Err(format!("/proc/{pid}/maps cannot be read ({error}); mount /proc, and without hidepid")),
    }
}

fn refusal(pid: u32, error: &io::Error) -> String {
    match error.raw_os_error().map(Errno::from_raw) {
        Some(Errno::ESRCH) => "there is none; `pgrep -a NAME` lists the numbers of processes".to_owned(),
        Some(Errno::ENOSYS) => "that needs Linux 5.3 or later, and no container that forbids pidfd_open".to_owned(),
        // The error depends on the version of the kernel.
        Some(Errno::EINVAL | Errno::ENOENT) => match thread_group(pid) {
            Some(group) => format!("it is a thread of process {group}; name that"),
            None => "there is none; `pgrep -a NAME` lists the numbers of processes".to_owned(),
        },
        _ => format!("{error}; `lineprof doctor` shows more"),
    }
}

/// The process that a thread belongs to.
fn thread_group(tid: u32) -> Option<u32> {
    let status = fs::read_to_string(format!("/proc/{tid}/status")).ok()?;
    status.lines().find_map(|line| line.strip_prefix("Tgid:")?.trim().parse().ok())
}

/// The owner of a process that may not be read. It may be this user, if the process has gained privileges.
fn owner(pid: u32) -> String {
    let uid = fs::metadata(format!("/proc/{pid}")).map(|folder| Uid::from_raw(folder.uid()));
    match uid.map(|uid| (uid, User::from_uid(uid))) {
        Ok((_, Ok(Some(user)))) => format!("it belongs to {};", user.name),
        Ok((uid, _)) => format!("it belongs to user {uid};"),
        Err(_) => "it belongs to another user;".to_owned(),
    }
}

/// The number of the first field that [`stat`] returns.
const FIRST_FIELD: usize = 4;

/// The numbers in `/proc/PID/stat`, after the name, which may have spaces, and the state; negative ones are 0.
fn stat(pid: u32) -> Option<Vec<u64>> {
    let stat = fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
    let (_, rest) = stat.rsplit_once(") ")?;
    Some(rest.split_whitespace().skip(1).map(|field| field.parse().unwrap_or(0)).collect())
}

/// The threads of a process.
pub(super) fn threads_of(pid: u32) -> Result<Vec<i32>, String> {
    let folder = format!("/proc/{pid}/task");
    let tasks = fs::read_dir(&folder).map_err(|e| format!("the threads in {folder} could not be read: {e}"))?;
    Ok(tasks.flatten().filter_map(|task| task.file_name().to_str()?.parse().ok()).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_is_split_as_ticks_are() {
        let second = Duration::from_secs(1);
        assert_eq!(split(second, [30, 10]), [Duration::from_millis(750), Duration::from_millis(250)]);
        assert_eq!(split(second, [0, 0]), [second, Duration::ZERO], "too short to tell");
    }

    #[test]
    fn the_state_of_this_process_has_its_parent_and_its_time() {
        let stat = stat(process::id()).expect("it runs");
        assert_eq!(stat[4 - FIRST_FIELD], u64::from(std::os::unix::process::parent_id()));
        assert_eq!(stat[9 - FIRST_FIELD] & OF_KERNEL, 0, "it is not the kernel's");
    }
}
