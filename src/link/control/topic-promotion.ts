// Promotion of topics: the changes that give copies back what was forced while they were mirrored. Pure.
import type { SiteSnapshot, TopicChange, TopicMemory } from './topic-shapes.ts';

/** Nothing else is touched; planning again after applying plans nothing. */
export function planPromotion(memory: readonly TopicMemory[], target: SiteSnapshot): readonly TopicChange[] {
  const atTarget = new Map(target.topics.map((one) => [one.name, one]));
  return memory.flatMap(({ topic, targetId, restore }) => {
    const copy = atTarget.get(topic);
    if (copy === undefined || (targetId !== null && copy.id !== targetId)) return [];
    return Object.entries(restore).flatMap(([setting, to]): TopicChange[] => {
      const has = copy.settings[setting];
      const right = to === null ? has?.source !== 'topic' : has?.value === to;
      if (right) return [];
      const why = 'forced while the topic was mirrored';
      return [{ kind: 'set', topic, setting, from: has?.value ?? null, to, forced: true, why }];
    });
  });
}
