//! The worker that speaks for what runs outside this process (`tables.py`): one line asks, one line answers.
//! `list` gives `group<TAB>name<TAB>rows` until an empty line, `check NAME` a sentence, `time NAME` nanoseconds.

use std::io::{BufRead, BufReader, Write};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

/// A running worker.
pub struct Worker {
    child: Child,
    ask: ChildStdin,
    answers: BufReader<ChildStdout>,
}

impl Worker {
    pub fn start(command: &[&str], folder: &std::path::Path) -> Self {
        let mut child = Command::new(command[0])
            .args(&command[1..])
            .arg(folder)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("the worker starts");
        let ask = child.stdin.take().expect("piped");
        let answers = BufReader::new(child.stdout.take().expect("piped"));
        Self { child, ask, answers }
    }

    fn line(&mut self) -> String {
        let mut line = String::new();
        assert!(self.answers.read_line(&mut line).expect("an answer") > 0, "the worker stopped");
        line.trim_end().to_owned()
    }

    fn say(&mut self, text: &str) {
        writeln!(self.ask, "{text}").expect("the worker listens");
        self.ask.flush().expect("the worker listens");
    }

    /// What it can do: group, name, rows.
    pub fn list(&mut self) -> Vec<(String, String, usize)> {
        self.say("list");
        let mut ways = Vec::new();
        loop {
            let line = self.line();
            let Some((group, rest)) = line.split_once('\t') else { return ways };
            let (name, rows) = rest.split_once('\t').expect("three columns");
            ways.push((group.to_owned(), name.to_owned(), rows.parse().expect("a number")));
        }
    }

    /// How its results compare with those by hand.
    pub fn check(&mut self, name: &str) -> String {
        self.say(&format!("check\t{name}"));
        self.line()
    }

    /// Nanoseconds of processor time for one round.
    pub fn time(&mut self, name: &str) -> u64 {
        self.say(&format!("time\t{name}"));
        self.line().parse().expect("nanoseconds")
    }
}

impl Drop for Worker {
    fn drop(&mut self) {
        self.say("stop");
        let _ = self.child.wait();
    }
}
