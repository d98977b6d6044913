//! `huice batch` when things go wrong: killed at any moment, no space, no memory, nobody who reads. Nothing half done ever
//! has the name of an output, and a rerun gives the same bytes.

use crate::batch::{batch, command, ends, err, folder, many, names, read};
use std::fs;
use std::process::{Command, Stdio};
use std::time::Duration;

const FILES: [&str; 4] = ["out.csv", "out.csv.manifest.json", "out.csv.rejects.csv", "sum.md"];

/// Kills runs after delays spread over the length of a run.
#[test]
fn killed_at_any_moment_nothing_is_half_done() {
    let folder = folder("kill", &[("in.csv", many(1500).as_bytes())]);
    let args = ["in.csv", "-o", "out.csv", "--key", "id", "--resume", "--summary", "sum.md", "--by", "sector"];
    let clear = || FILES.iter().for_each(|file| drop(fs::remove_file(folder.join(file))));
    #[expect(clippy::disallowed_methods, reason = "how long a run takes says when to kill the next")]
    let begun = std::time::Instant::now();
    ends(&batch(&folder, &args), 4);
    let length = begun.elapsed();
    let good = FILES.map(|file| read(folder.join(file)));
    let mut cut_off = 0_usize;
    for n in 0..20_u32 {
        clear();
        let mut child = command(&folder, &args).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        // Delays are spread evenly, shifted so that no two rounds of the test fall on the same places.
        let thousandths = (u32::from(n.is_multiple_of(2)).saturating_add(n.saturating_mul(50))).min(1000);
        std::thread::sleep(length.saturating_mul(thousandths).checked_div(1000).unwrap_or(Duration::ZERO));
        child.kill().unwrap();
        child.wait().unwrap();
        for (file, good) in FILES.iter().zip(&good) {
            match fs::read_to_string(folder.join(file)) {
                Ok(text) => assert_eq!(text, *good, "{file} after {n}"),
                Err(_) => cut_off = cut_off.saturating_add(1),
            }
        }
        ends(&batch(&folder, &args), 4);
        for (file, good) in FILES.iter().zip(&good) {
            assert_eq!(read(folder.join(file)), *good, "{file} made again after {n}");
        }
        assert_eq!(names(&folder).len(), 5, "nothing is left over: {:?}", names(&folder));
    }
    assert!(cut_off > 20, "most runs were killed before their end: {cut_off}");
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_said_and_leaves_nothing() {
    let folder = folder("full", &[("in.csv", many(60_000).as_bytes())]);
    let device = batch(&folder, &["in.csv", "-o", "/dev/full", "--key", "id", "--to", "csv", "--rejects", "r.csv"]);
    ends(&device, 1);
    assert!(err(&device).contains("磁盘已满"), "{}", err(&device));
    // A limit on the size of files stands for a full disk under the name of an output.
    let script = format!(
        "trap '' XFSZ; ulimit -f 20; exec {} batch pack in.csv -o out.csv --key id --as-of 2020-03-31 --lang en",
        env!("CARGO_BIN_EXE_huice")
    );
    let limited = Command::new("bash").args(["-c", &script]).current_dir(&folder).output().unwrap();
    ends(&limited, 1);
    assert!(err(&limited).contains("larger than the system allows"), "{}", err(&limited));
    assert_eq!(names(&folder), ["in.csv"]);
}

#[cfg(target_os = "linux")]
#[test]
fn little_memory_is_no_half_output() {
    let folder = folder("memory", &[("in.csv", many(60_000).as_bytes())]);
    ends(&batch(&folder, &["in.csv", "-o", "good.csv", "--key", "id"]), 4);
    let good = read(folder.join("good.csv"));
    let mut done = 0_usize;
    for kilobytes in [20_000_u32, 40_000, 60_000, 70_000, 73_000, 76_000, 80_000, 90_000, 150_000, 400_000] {
        let script = format!(
            "ulimit -c 0; ulimit -v {kilobytes}; exec {} batch pack in.csv -o out.csv --key id --as-of 2020-03-31 --threads 2",
            env!("CARGO_BIN_EXE_huice")
        );
        let run = Command::new("bash").args(["-c", &script]).current_dir(&folder).output().unwrap();
        match fs::read_to_string(folder.join("out.csv")) {
            Ok(text) => {
                assert_eq!(text, good, "{kilobytes} kB");
                done = done.saturating_add(1);
            }
            // With the least of all the system does not even load the program, or ends it.
            Err(_) if matches!(run.status.code(), None | Some(126 | 127)) => {}
            // Where memory ends depends on the threads. Reading the rules, their refusal is the exit code.
            Err(_) => {
                let said = err(&run);
                assert!(
                    run.status.code().is_some_and(|code| (1..=4).contains(&code)),
                    "{kilobytes} kB: {:?}",
                    run.status
                );
                assert!(said.contains("内存不足") || said.contains("out of memory"), "{kilobytes} kB: {said}");
            }
        }
        let _ = fs::remove_file(folder.join("out.csv"));
    }
    assert!(done > 0, "the largest limit is enough");
}

#[test]
fn a_reader_who_leaves_is_no_error() {
    let folder = folder("pipe", &[("in.csv", many(60_000).as_bytes())]);
    let mut child = command(&folder, &["in.csv", "-o", "-", "--key", "id", "--rejects", "r.csv"]).spawn().unwrap();
    drop(child.stdout.take());
    let run = child.wait_with_output().unwrap();
    ends(&run, 0);
    assert_eq!(err(&run), "");
    assert_eq!(names(&folder), ["in.csv"]);
}

#[test]
fn inputs_that_cannot_be_read() {
    let quote = format!("id,subject_type,name\n1,enterprise,\"{}", "x\n".repeat(400_000));
    let long = format!("id,subject_type,name\n1,enterprise,{}", "x".repeat(3_000_000));
    let folder = folder(
        "unreadable",
        &[
            ("empty.csv", b""),
            ("blank.csv", b"\n\n"),
            ("head.csv", b"id,subject_type\n"),
            ("zip.csv", b"PK\x03\x04rest"),
            ("quote.csv", quote.as_bytes()),
            ("long.csv", long.as_bytes()),
        ],
    );
    for (input, part) in [
        ("none.csv", "没有这个文件"),
        ("pack", "看不出"),
        ("empty.csv", "文件是空的"),
        ("blank.csv", "文件是空的"),
        ("zip.csv", "--from xlsx"),
        ("long.csv", "还没有换行"),
    ] {
        let run = batch(&folder, &[input, "-o", "out.csv", "--ignore-unknown"]);
        ends(&run, if input == "pack" { 2 } else { 4 });
        assert!(err(&run).contains(part), "{input}: {}", err(&run));
        assert!(!folder.join("out.csv").exists(), "{input}");
    }
    let folder_as_file = batch(&folder, &["pack", "-o", "out.csv", "--from", "csv"]);
    ends(&folder_as_file, 4);
    assert!(err(&folder_as_file).contains("这是文件夹"), "{}", err(&folder_as_file));
    ends(&batch(&folder, &["head.csv", "-o", "out.csv", "--key", "id"]), 0);
    assert_eq!(read(folder.join("out.csv")).lines().count(), 1);
    // A quote that is never closed costs its own row; the lines after it are rows of their own.
    let run = batch(&folder, &["quote.csv", "-o", "out.csv", "--key", "id"]);
    ends(&run, 4);
    assert!(err(&run).contains("第 1 行：引号没有配对"), "{}", err(&run));
    let nowhere = batch(&folder, &["head.csv", "-o", "none/out.csv", "--key", "id"]);
    ends(&nowhere, 1);
    assert!(err(&nowhere).contains("没有这个文件或文件夹"), "{}", err(&nowhere));
}

/// A run that takes interrupts as `how` says (`default` or `ignore`): programs that are started in the background ignore
/// them, and so do theirs.
#[cfg(target_os = "linux")]
fn interruptible(how: &str, folder: &std::path::Path, args: &[&str]) -> std::process::Child {
    let usual = command(folder, args);
    let mut child = Command::new("env");
    child.arg(format!("--{how}-signal=INT")).arg(usual.get_program()).args(usual.get_args()).current_dir(folder);
    child.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    child.spawn().unwrap()
}

#[cfg(target_os = "linux")]
fn interrupt(child: &std::process::Child) {
    let pid = child.id().to_string();
    assert!(Command::new("bash").args(["-c", &format!("kill -INT {pid}")]).status().unwrap().success());
}

/// Ctrl-C in the middle of a run: it says so and ends as interrupted programs do, nothing has the name of an output, and
/// the next run clears what was left and gives the same bytes.
#[cfg(target_os = "linux")]
#[test]
fn interrupted_runs_say_so_and_leave_no_output() {
    use std::os::unix::process::ExitStatusExt as _;
    const INTERRUPT: i32 = 2;
    let folder = folder("interrupt", &[("in.csv", many(60_000).as_bytes())]);
    let args = ["in.csv", "-o", "out.csv", "--key", "id", "--summary", "sum.md", "--by", "sector"];
    #[expect(clippy::disallowed_methods, reason = "how long a run takes says when to interrupt the next")]
    let begun = std::time::Instant::now();
    ends(&batch(&folder, &args), 4);
    let length = begun.elapsed();
    let good = FILES.map(|file| fs::read_to_string(folder.join(file)).ok());
    let mut interrupted = 0_usize;
    for tenths in 1..9_u32 {
        FILES.iter().for_each(|file| drop(fs::remove_file(folder.join(file))));
        let child = interruptible("default", &folder, &args);
        std::thread::sleep(length.saturating_mul(tenths).checked_div(10).unwrap_or(Duration::ZERO));
        interrupt(&child);
        let run = child.wait_with_output().unwrap();
        let now = FILES.map(|file| fs::read_to_string(folder.join(file)).ok());
        match run.status.signal() {
            Some(signal) => {
                assert_eq!((signal, now), (INTERRUPT, [const { None }; 4]), "after {tenths}");
                let said = err(&run);
                assert!(said.starts_with("已中断：没有写出结果") && said.contains("--resume"), "{tenths}: {said}");
                interrupted = interrupted.saturating_add(1);
            }
            None => {
                ends(&run, 4);
                assert!(now == good, "finished after {tenths}");
            }
        }
        ends(&batch(&folder, &args), 4);
        let again = FILES.map(|file| fs::read_to_string(folder.join(file)).ok());
        assert!(again == good, "made again after {tenths}");
        assert!(names(&folder).iter().all(|name| !name.contains("partial")), "{:?}", names(&folder));
    }
    assert!(interrupted > 3, "most runs were interrupted before their end: {interrupted}");
}

/// What went to standard output cannot be taken back; who ignores interrupts has no message.
#[cfg(target_os = "linux")]
#[test]
fn interrupts_of_streams_and_interrupts_that_are_ignored() {
    let folder = folder("interrupt-stream", &[("in.csv", many(20_000).as_bytes())]);
    // The reader reads nothing, so that the run waits for it.
    let child = interruptible("default", &folder, &["in.csv", "-o", "-", "--key", "id", "--lang", "en"]);
    std::thread::sleep(Duration::from_millis(1500));
    interrupt(&child);
    let run = child.wait_with_output().unwrap();
    assert_eq!(run.status.code(), None, "{}", err(&run));
    assert_eq!(err(&run), "interrupted: what was written is not complete; run it again\n");

    let ignoring = interruptible("ignore", &folder, &["in.csv", "-o", "out.csv", "--key", "id"]);
    std::thread::sleep(Duration::from_millis(100));
    interrupt(&ignoring);
    let run = ignoring.wait_with_output().unwrap();
    ends(&run, 4);
    assert!(!err(&run).contains("已中断"), "{}", err(&run));
    assert!(folder.join("out.csv").exists());
}

/// A file that opens and cannot be read, with any rights.
#[cfg(target_os = "linux")]
#[test]
fn a_disk_that_fails_is_said() {
    let folder = folder("broken-disk", &[("in.csv", b"subject_type\nenterprise\n")]);
    for args in
        [["/proc/self/mem", "-o", "out.csv", "--from", "csv"], ["/proc/self/mem", "-o", "out.csv", "--from", "jsonl"]]
    {
        let run = batch(&folder, &args);
        ends(&run, 4);
        assert!(err(&run).contains("/proc/self/mem"), "{}", err(&run));
        assert_eq!(names(&folder), ["in.csv"]);
    }
}

/// `MAX_ROW_BYTES`: a row of a MiB is a row, one byte more is not; the rows after it are read.
#[test]
fn rows_hold_at_their_limit() {
    const MAX_ROW_BYTES: usize = 1024 * 1024;
    let start = "1,enterprise,";
    for (size, rejected) in [(MAX_ROW_BYTES, false), (MAX_ROW_BYTES.saturating_add(1), true)] {
        let row = format!("{start}{}", "x".repeat(size.saturating_sub(start.len())));
        let text = format!("id,subject_type,name\n{row}\n2,enterprise,y\n");
        let folder = folder("row-limit", &[("in.csv", text.as_bytes())]);
        let run = batch(&folder, &["in.csv", "-o", "out.csv", "--key", "id"]);
        ends(&run, if rejected { 4 } else { 0 });
        let answered = read(folder.join("out.csv")).lines().count();
        assert_eq!(answered, if rejected { 2 } else { 3 }, "{size}");
    }
}

/// `MAX_GROUPS`: a summary is divided by so many values of a fact, and by no more.
#[test]
fn groups_hold_at_their_limit() {
    const MAX_GROUPS: usize = 10_000;
    for (count, code) in [(MAX_GROUPS, 0), (MAX_GROUPS.saturating_add(1), 2)] {
        let rows: String = (0..count).map(|at| format!("{at},enterprise,{at}\n")).collect();
        let folder = folder("group-limit", &[("in.csv", format!("id,subject_type,staff\n{rows}").as_bytes())]);
        let run = batch(&folder, &["in.csv", "--key", "id", "--summary", "sum.json", "--by", "staff"]);
        assert_eq!(run.status.code() == Some(0), code == 0, "{count}: {}", err(&run));
        assert_eq!(folder.join("sum.json").exists(), code == 0);
        assert!(code == 0 || err(&run).contains("取值超过 10000 种"), "{}", err(&run));
    }
}

#[cfg(unix)]
#[test]
fn what_a_killed_run_left_is_removed_and_what_is_not_its_own_is_kept() {
    let files: [(&str, &[u8]); 4] = [
        ("in.csv", b"subject_type\nenterprise\n"),
        (".out.csv.1a2b-0.huice-partial", b"half"),
        (".out.csv.rejects.csv.1a2b-0.huice-partial", b"half"),
        (".other.csv.1a2b-0.huice-partial", b"half"),
    ];
    let folder = folder("left", &files);
    ends(&batch(&folder, &["in.csv", "-o", "out.csv"]), 0);
    assert_eq!(names(&folder), [".other.csv.1a2b-0.huice-partial", "in.csv", "out.csv"]);
}
