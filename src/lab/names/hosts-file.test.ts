// Hosts files: views, the zone, and rewriting in place.
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { layoutOf } from '../layout/layout.ts';
import { overlayFromFile, parseHosts, renderHosts, rewriteInPlace, serviceHosts } from './hosts-file.ts';
import { topologyOf } from '../layout/topologies.ts';

const layout = layoutOf(topologyOf({ paris: 3, london: 2, witness: 0 }), 20);

describe('hosts files', () => {
  it('show a site its own nodes directly and the others through the WAN', () => {
    const hosts = parseHosts(renderHosts(layout, 'london', 'paris', 'machine'));

    assert.deepEqual(hosts.get('kafka-2.london.lab'), ['127.20.2.2']);
    assert.deepEqual(hosts.get('kafka-3.paris.lab'), ['127.20.33.3']);
    assert.deepEqual(hosts.get('witness.lab'), ['127.20.35.1']);
    assert.deepEqual(hosts.get('localhost'), ['127.0.0.1']);
    assert.deepEqual(hosts.get('machine'), ['127.0.0.1']);
  });

  it('point every service name to a broker of the target, also when it has fewer', () => {
    const hosts = parseHosts(renderHosts(layout, 'paris', 'london', 'machine'));

    assert.deepEqual(
      serviceHosts(layout).map((host) => hosts.get(host)?.[0]),
      ['127.20.18.1', '127.20.18.2', '127.20.18.1'],
    );
  });

  it('LAB-10: are rewritten in place: same inode, same length, at once visible', () => {
    const file = join(mkdtempSync(join(tmpdir(), 'tideover-hosts-')), 'paris');
    const before = renderHosts(layout, 'paris', 'paris', 'machine');
    const after = renderHosts(layout, 'paris', 'london', 'machine');
    writeFileSync(file, before);
    const inode = statSync(file).ino;
    const overlay = overlayFromFile(file);
    assert.deepEqual(overlay('kafka-1.service.lab'), ['127.20.1.1']);

    rewriteInPlace(file, after);

    assert.equal(after.length, before.length);
    assert.equal(statSync(file).ino, inode);
    assert.equal(readFileSync(file, 'utf8'), after);
    assert.deepEqual(overlay('Kafka-1.Service.lab'), ['127.20.18.1']);
  });

  it('leave names outside the lab to the system, and give unknown names inside no address', () => {
    const file = join(mkdtempSync(join(tmpdir(), 'tideover-hosts-')), 'paris');
    writeFileSync(file, renderHosts(layout, 'paris', 'paris', 'machine'));
    assert.equal(overlayFromFile(file)('example.org'), undefined);
    assert.deepEqual(overlayFromFile(file)('kafka-7.paris.lab'), []);
  });
});
