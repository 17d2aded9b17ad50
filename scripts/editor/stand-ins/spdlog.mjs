/**
 * Stand-in for @vscode/spdlog, which has to be compiled. VS Code writes its log files and the extensions' log output
 * channels through it ("Show Log" reads them back), so it really writes: same pattern, same rotation, in JavaScript.
 */
import { appendFileSync, mkdirSync, renameSync, statSync } from 'node:fs';
import { dirname, extname } from 'node:path';

const LEVELS = ['trace', 'debug', 'info', 'warning', 'error', 'critical', 'off'];

export const version = 0;
export function setLevel() {
  // every logger sets its own
}
export function setFlushOn() {
  // each line is written at once
}

const twoDigits = number => String(number).padStart(2, '0');

/** spdlog's `%Y-%m-%d %H:%M:%S.%e`, in local time. */
function timestamp(date = new Date()) {
  const day = [date.getFullYear(), twoDigits(date.getMonth() + 1), twoDigits(date.getDate())].join('-');
  const time = [date.getHours(), date.getMinutes(), date.getSeconds()].map(twoDigits).join(':');
  return `${day} ${time}.${String(date.getMilliseconds()).padStart(3, '0')}`;
}

function sizeOf(path) {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0;
}

export class Logger {
  #path;
  #maxSize;
  #maxFiles;
  #size;
  #level = LEVELS.indexOf('info');
  #raw = false;

  constructor(_type, _name, path, maxSize = Number.POSITIVE_INFINITY, maxFiles = 1) {
    this.#path = path;
    this.#maxSize = maxSize;
    this.#maxFiles = maxFiles;
    this.#size = sizeOf(path);
  }

  trace = message => this.#write(0, message);
  debug = message => this.#write(1, message);
  info = message => this.#write(2, message);
  warn = message => this.#write(3, message);
  error = message => this.#write(4, message);
  critical = message => this.#write(5, message);

  getLevel() {
    return this.#level;
  }
  setLevel(level) {
    this.#level = level;
  }
  setPattern() {
    this.#raw = false;
  }
  clearFormatters() {
    this.#raw = true;
  }
  flush() {
    // each line is written at once
  }
  drop() {
    this.#level = LEVELS.indexOf('off');
  }

  #write(level, message) {
    if (level < this.#level) return;
    const line = this.#raw ? message : `${timestamp()} [${LEVELS[level]}] ${message}\n`;
    const bytes = Buffer.byteLength(line);
    try {
      if (this.#size > 0 && this.#size + bytes > this.#maxSize) this.#rotate();
      appendFileSync(this.#path, line);
      this.#size += bytes;
    } catch {
      this.drop(); // a log that cannot be written (folder gone while the editor ends) must not take the editor with it
    }
  }

  #rotate() {
    const extension = extname(this.#path);
    const numbered = n => (n === 0 ? this.#path : `${this.#path.slice(0, -extension.length)}.${n}${extension}`);
    for (let n = this.#maxFiles - 1; n > 0; n -= 1) {
      if (sizeOf(numbered(n - 1)) > 0) renameSync(numbered(n - 1), numbered(n));
    }
    this.#size = sizeOf(this.#path);
  }
}

async function createLogger(type, name, path, maxSize, maxFiles) {
  mkdirSync(dirname(path), { recursive: true });
  return new Logger(type, name, path, maxSize, maxFiles);
}

export const createRotatingLogger = (...args) => createLogger('rotating', ...args);
export const createAsyncRotatingLogger = (...args) => createLogger('rotating_async', ...args);
