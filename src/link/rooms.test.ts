// Tests of rooms: memory that is used again, and let go when nobody needs it any more.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Rooms } from './rooms.ts';

test('a room that was given back is taken again, and no more than allowed are out', () => {
  const rooms = new Rooms(16, 2);
  const [one, other] = [rooms.take()!, rooms.take()!];
  assert.equal(rooms.take(), null);
  one.leave();
  assert.equal(rooms.take(), one);
  other.lose();
  other.leave();
  assert.notEqual(rooms.take(), other, 'a socket may still write to it');
});

test('a trim lets go of the rooms that lay unused since the trim before, and keeps the others', () => {
  const rooms = new Rooms(16, 3);
  const all = [rooms.take()!, rooms.take()!, rooms.take()!];
  for (const room of all) room.leave();
  rooms.trim();
  const used = rooms.take()!;
  assert.ok(all.includes(used), 'all were needed since the beginning');
  used.leave();
  rooms.trim();
  const again = rooms.take()!;
  assert.equal(again, used, 'one was needed since the last trim');
  const fresh = rooms.take()!;
  assert.ok(!all.includes(fresh), 'two were not, and have gone');
});
