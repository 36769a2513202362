// What the board knows: people, groups as they are now, what is broken, what is pinned.

export class Model extends EventTarget {
  constructor(people, proposal, proposalId) {
    super();
    this.proposal_id = proposalId;
    this.people = new Map(people.participants.map((one) => [one.id, one]));
    this.providers = new Map(people.providers.map((one) => [one.id, one]));
    this.program = people.program;
    this.levelWords = new Map(people.levels.map((one) => [one.name, one]));
    this.words = { sectors: people.sectors, languages: people.languages, zone: people.zone };
    this.proposal = proposal;
    this.reasons = new Map(proposal.unplaced.map((one) => [one.participant_id, one.reasons]));
    this.pins = [];
    this.frozen = false; // published: looked at, and no more changed
    this.broken = [];
    this.setGroups(proposal.groups);
  }

  /** Take other groups; what hangs on them is worked out anew. */
  setGroups(groups) {
    this.groups = groups;
    this.groupById = new Map(groups.map((group) => [group.id, group]));
    this.seat = new Map(groups.flatMap((group) => group.members.map((one) => [one, group.id])));
  }

  /** Everybody without a seat, the earliest turn first, the ineligible last. */
  unplaced() {
    return [...this.people.values()].filter((one) => !this.seat.has(one.id))
      .sort((a, b) => (a.turn ?? Infinity) - (b.turn ?? Infinity) || (a.id < b.id ? -1 : 1));
  }

  /** How many may sit in a group. */
  most(group) {
    const own = this.providers.get(group.provider_id)?.most_members ?? Infinity;
    return Math.min(own, this.program.group_size[1]);
  }

  /** How many groups somebody leads. */
  led(id) {
    return this.groups.filter((group) => group.provider_id === id).length;
  }

  /** Members by sector, the most common first. */
  mix(group) {
    const counts = new Map();
    for (const id of group.members) {
      const sector = this.people.get(id)?.sector ?? "other";
      counts.set(sector, (counts.get(sector) ?? 0) + 1);
    }
    return [...counts].sort((a, b) => b[1] - a[1]);
  }

  /** What is broken in a group. */
  faults(groupId) {
    return this.broken.filter((one) => one.group_id === groupId
      || one.participant_ids.some((id) => this.seat.get(id) === groupId));
  }

  name(id) {
    return this.people.get(id)?.name || this.providers.get(id)?.name || id;
  }

  /** Whether somebody or a group's provider is meant by what was typed. */
  found(id, typed) {
    if (!typed) return true;
    const one = this.people.get(id) ?? this.providers.get(id);
    const text = one ? [one.name, one.id, one.organization, one.region, one.sector,
      this.words.sectors[one.sector]].join(" ") : id;
    return text.toLowerCase().includes(typed);
  }

  /** Whether somebody's seat is pinned, by itself or with the whole group. */
  pinned(id) {
    const there = this.seat.get(id);
    return this.pins.some((pin) => (pin.participant_id === id && pin.group_id === there)
      || (!pin.participant_id && pin.group_id === there && there !== undefined));
  }

  /** Whether a group is pinned as a whole. */
  pinnedGroup(id) {
    return this.pins.some((pin) => !pin.participant_id && pin.group_id === id);
  }

  /** Put a pin in or take it out; says whether it is in now. */
  toggle(pin) {
    const key = JSON.stringify(pin);
    const at = this.pins.findIndex((one) => JSON.stringify(one) === key);
    if (at < 0) this.pins.push(pin);
    else this.pins.splice(at, 1);
    return at < 0;
  }

  tell(kind, detail = {}) {
    this.dispatchEvent(new CustomEvent(kind, { detail }));
  }
}
