// Starts `huice lsp` for rule files and shows what its lenses say. Knows nothing of the language.
"use strict";

const { execFile } = require("node:child_process");
const vscode = require("vscode");
const { LanguageClient } = require("vscode-languageclient/node");

/** @type {LanguageClient | undefined} */
let client;

const INSTALL = "cargo install --locked --path . --features lsp";

const WORDS = {
  missing: {
    zh: (path) => `找不到程序“${path}”：只有着色和代码片段可用。请在设置 huice.path 里写明它在哪里；还没有安装的，在惠策源代码的文件夹里运行 ${INSTALL}`,
    en: (path) =>
      `There is no program \`${path}\`: only colours and snippets work. Say where it is in the setting huice.path; if it is not installed, run ${INSTALL} in the folder of Huice's source.`,
  },
  without: {
    zh: (path) => `程序“${path}”不带语言服务器：只有着色和代码片段可用。请安装带有它的：在惠策源代码的文件夹里运行 ${INSTALL}`,
    en: (path) =>
      `The program \`${path}\` has no language server: only colours and snippets work. Install one that has, in the folder of Huice's source: ${INSTALL}`,
  },
  stopped: {
    zh: (path) => `语言服务器“${path}”启动后又停了；详情在输出面板的 Huice 里`,
    en: (path) => `The language server \`${path}\` started and stopped; the output panel Huice has details.`,
  },
  settings: { zh: "打开设置", en: "Open settings" },
};

/**
 * What keeps the server from starting, if it can be told beforehand; the client would report it in terms of processes.
 * A server whose input ends ends too; a build without one says so and ends with 2.
 */
function obstacle(command) {
  return new Promise((resolve) => {
    const child = execFile(command, ["lsp"], { timeout: 10_000 }, (error) => {
      if (typeof error?.code === "string") {
        resolve("missing");
      } else {
        resolve(error?.code === 2 ? "without" : undefined);
      }
    });
    child.stdin?.on("error", () => {});
    child.stdin?.end();
  });
}

async function report(problem, command, lang) {
  const open = WORDS.settings[lang];
  const chosen = await vscode.window.showErrorMessage(WORDS[problem][lang](command), open);
  if (chosen === open) {
    await vscode.commands.executeCommand("workbench.action.openSettings", "huice.path");
  }
}

async function start() {
  if (!vscode.workspace.isTrusted) {
    return;
  }
  const settings = vscode.workspace.getConfiguration("huice");
  const command = settings.get("path", "huice");
  const lang = settings.get("lang", "zh") === "en" ? "en" : "zh";
  const problem = await obstacle(command);
  if (problem) {
    void report(problem, command, lang);
    return;
  }
  const server = { command, args: ["lsp", "--lang", lang] };
  client = new LanguageClient(
    "huice",
    "Huice",
    { run: server, debug: server },
    {
      documentSelector: [{ scheme: "file", language: "huice" }],
      synchronize: { fileEvents: vscode.workspace.createFileSystemWatcher("**/*.{huice,rhai}") },
    },
  );
  try {
    await client.start();
  } catch {
    client = undefined;
    void report("stopped", command, lang);
  }
}

async function stop() {
  const running = client;
  client = undefined;
  await running?.stop();
}

async function restart() {
  await stop();
  await start();
}

exports.activate = async function activate(context) {
  context.subscriptions.push(
    vscode.commands.registerCommand("huice.restart", restart),
    vscode.workspace.onDidGrantWorkspaceTrust(restart),
    vscode.workspace.onDidChangeConfiguration(async (change) => {
      if (change.affectsConfiguration("huice.path") || change.affectsConfiguration("huice.lang")) {
        await restart();
      }
    }),
  );
  await start();
};

exports.deactivate = stop;
