// The plan of a lab: addresses, routes, and topologies it refuses.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { controllersOf, endpointsOf, layoutOf, routesOf } from './layout.ts';
import { topologyOf } from './topologies.ts';

describe('the layout', () => {
  it('never gives two listeners the same address and port, whatever the topology', () => {
    for (const brokers of [1, 2, 3, 5]) {
      const many = Object.fromEntries(Array.from({ length: 15 }, (_, position) => [`s${position}`, brokers]));
      const layout = layoutOf(topologyOf(many), 99);
      const all = endpointsOf(layout, [{ site: 's3', port: 19500 }]).map(([host, port]) => `${host}:${port}`);
      assert.equal(new Set(all).size, all.length);
      assert.ok(all.every((endpoint) => endpoint.startsWith('127.99.')));
    }
  });

  it('routes only between sites that a link joins', () => {
    const topology = topologyOf({ paris: 3, london: 3, witness: 0 });
    const layout = layoutOf(
      { ...topology, links: topology.links.filter(({ between }) => !between.includes('witness')) },
      20,
    );
    assert.ok(routesOf(layout, []).every(({ from, to }) => from !== 'witness' && to !== 'witness'));
    assert.equal(routesOf(layout, []).length, 2 * 3 * 3);
  });

  it('makes three combined controllers, one where there are fewer than three brokers, or dedicated ones', () => {
    const voters = (brokers: number, controllers: 'combined' | number): readonly number[] =>
      controllersOf(layoutOf(topologyOf({ paris: brokers }, controllers), 20).sites[0]!).map((node) => node.id);
    assert.deepEqual(voters(5, 'combined'), [1, 2, 3]);
    assert.deepEqual(voters(2, 'combined'), [1]);
    assert.deepEqual(voters(3, 3), [101, 102, 103]);
  });

  it('refuses what it cannot build, by name', () => {
    const refuses = (brokers: Record<string, number>, problem: RegExp): void => {
      assert.throws(() => layoutOf(topologyOf(brokers), 20), { code: 'TIDE_LAB_TOPOLOGY_INVALID', message: problem });
    };
    refuses({}, /0 sites/);
    refuses({ 'Paris!': 1 }, /Paris!/);
    refuses({ service: 1 }, /service/);
    refuses({ paris: 91 }, /91 brokers/);
    refuses({ paris: -1 }, /-1 brokers/);
    assert.throws(() => layoutOf(topologyOf({ paris: 1 }, 0), 20), /no controller/);
  });
});
