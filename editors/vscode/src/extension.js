// Starts `huice lsp` for rule files and shows what its lenses say. Knows nothing of the language.
"use strict";

const vscode = require("vscode");
const { LanguageClient } = require("vscode-languageclient/node");

/** @type {LanguageClient | undefined} */
let client;

const WORDS = {
  missing: {
    zh: (path) => `启动不了语言服务器“${path}”。安装：cargo install --locked --path . --features lsp；或在设置 huice.path 里写明它在哪里。`,
    en: (path) =>
      `Cannot start the language server \`${path}\`. Install it: cargo install --locked --path . --features lsp; or say where it is in the setting huice.path.`,
  },
};

async function start() {
  if (!vscode.workspace.isTrusted) {
    return;
  }
  const settings = vscode.workspace.getConfiguration("huice");
  const command = settings.get("path", "huice");
  const lang = settings.get("lang", "zh");
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
    vscode.window.showErrorMessage(WORDS.missing[lang === "en" ? "en" : "zh"](command));
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
