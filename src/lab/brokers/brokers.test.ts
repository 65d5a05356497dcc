// Files of a node: properties with and without the client listener, and their text form.
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { layoutOf } from '../layout/layout.ts';
import { topologyOf } from '../layout/topologies.ts';
import { newUuid, stampDataFolder } from './data-folder.ts';
import { nodeProperties } from './node-properties.ts';
import { propertiesText } from './properties-text.ts';

const layout = layoutOf(topologyOf({ paris: 3 }), 20);
const site = layout.sites[0]!;

function properties(clientListener: boolean, extra: Record<string, string> = {}): Readonly<Record<string, string>> {
  const node = site.nodes[1]!;
  return nodeProperties({ layout, site, node, dataFolder: '/data', clientListener, security: {}, extra });
}

describe('server.properties of a node', () => {
  it('has every listener on its own address, advertised by name', () => {
    const open = properties(true);
    assert.match(open['listeners']!, /CLIENT:\/\/127\.20\.1\.2:19092,ADMIN:.*INTERNAL:.*CONTROLLER:/);
    assert.match(open['advertised.listeners']!, /^CLIENT:\/\/kafka-2\.paris\.lab:19092,ADMIN:[^,]*,INTERNAL:[^,]*$/);
    assert.equal(open['min.insync.replicas'], '2');
    assert.equal(open['broker.rack'], 'paris');
  });

  it('lacks only the client listener when it is fenced', () => {
    const { listeners: open, 'advertised.listeners': named, ...rest } = properties(true);
    const { listeners: fenced, 'advertised.listeners': fencedNamed, ...fencedRest } = properties(false);
    assert.deepEqual(fencedRest, rest);
    assert.equal(open!.replace(/CLIENT:[^,]*,/, ''), fenced);
    assert.equal(named!.replace(/CLIENT:[^,]*,/, ''), fencedNamed);
  });

  it('lets the user win', () => {
    assert.equal(properties(true, { 'min.insync.replicas': '3' })['min.insync.replicas'], '3');
  });
});

describe('text of properties', () => {
  it('keeps newlines, backslashes and leading blanks', () => {
    assert.equal(
      propertiesText({ a: '-----BEGIN\nX\n', 'b c': ' x', d: 'C:\\dir' }),
      'a=-----BEGIN\\nX\\n\nb\\ c=\\ x\nd=C:\\\\dir\n',
    );
  });
});

describe('data folders', () => {
  it('are stamped with their own ids from one template', () => {
    const folder = mkdtempSync(join(tmpdir(), 'tideover-stamp-'));
    writeFileSync(join(folder, 'bootstrap.checkpoint'), 'records');
    writeFileSync(join(folder, 'meta.properties'), "the template's own");
    const data = join(mkdtempSync(join(tmpdir(), 'tideover-stamped-')), 'node-2');
    const id = newUuid();
    stampDataFolder(folder, data, id, 2);

    assert.equal(readFileSync(join(data, 'bootstrap.checkpoint'), 'utf8'), 'records');
    assert.match(
      readFileSync(join(data, 'meta.properties'), 'utf8'),
      new RegExp(`cluster\\.id=${id}\nnode\\.id=2\ndirectory\\.id=[\\w-]{22}\n`),
    );
  });
});
