import { expect, test } from 'vitest';
import { Pace } from '../../src/log/pace.ts';

test('what comes together is gathered, however quickly a snapshot is made', () => {
  const pace = new Pace();
  expect(pace.wait(0)).toBe(8);
  pace.made(8, 8.1);
  pace.made(20, 20.1);
  expect(pace.wait(20.1)).toBe(8);
});

test('where every snapshot is slow, four fifths of the time are rest', () => {
  const pace = new Pace();
  pace.made(0, 20);
  pace.made(100, 120);
  expect(pace.wait(120)).toBe(80);
  expect(pace.wait(150)).toBe(50);
});

test('the rest has an end', () => {
  const pace = new Pace();
  pace.made(0, 1000);
  pace.made(1250, 2250);
  expect(pace.wait(2250)).toBe(250);
});

test('rest that has passed while nothing was written is not taken again', () => {
  const pace = new Pace();
  pace.made(0, 100);
  pace.made(500, 600);
  expect(pace.wait(60_000)).toBe(8);
});

test('one slow snapshot alone, as that of a whole history, does not hold back the line after it', () => {
  const pace = new Pace();
  pace.made(0, 1);
  pace.made(10, 300);
  expect(pace.wait(301)).toBe(8);
  pace.made(310, 311);
  expect(pace.wait(311)).toBe(8);
});
