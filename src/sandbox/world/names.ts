// Names of made-up companies, deals and places.

import { pick, type Random } from './random.ts';

const qualities = [
  'Amber',
  'Blue',
  'Cedar',
  'Copper',
  'Dawn',
  'Ember',
  'Fern',
  'Granite',
  'Harbor',
  'Iron',
  'Juniper',
  'Maple',
];
const things = [
  'Bridge',
  'Canyon',
  'Field',
  'Forge',
  'Garden',
  'Lantern',
  'Meadow',
  'Orchard',
  'Peak',
  'Ridge',
  'River',
  'Sail',
];
const trades = [
  'Analytics',
  'Foods',
  'Freight',
  'Health',
  'Labs',
  'Logistics',
  'Media',
  'Partners',
  'Power',
  'Robotics',
  'Supply',
];
export const industries = [
  'Agriculture',
  'Banking',
  'Construction',
  'Energy',
  'Healthcare',
  'Retail',
  'Technology',
];
export const cities = [
  'Aberdeen',
  'Bergen',
  'Cork',
  'Denver',
  'Lyon',
  'Osaka',
  'Porto',
  'Tampere',
  'Utrecht',
];
const wishes = ['renewal', 'expansion', 'new business', 'pilot', 'migration', 'annual plan'];

export const makeCompanyName = (random: Random): string =>
  `${pick(random, qualities)} ${pick(random, things)} ${pick(random, trades)}`;

export const makeDealName = (random: Random, company: string): string =>
  `${company}: ${pick(random, wishes)}`;
