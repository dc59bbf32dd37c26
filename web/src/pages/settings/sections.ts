// The sections of the settings and what one must be allowed to see them.
import type { Action } from '../../api/index.ts';

export const SECTIONS: { id: string; action: Action }[] = [
  { id: 'me', action: 'read_self' },
  { id: 'workspace', action: 'write_settings' },
  { id: 'units', action: 'write_units' },
  { id: 'people', action: 'read_people' },
  { id: 'rules', action: 'write_rules' },
  { id: 'keys', action: 'write_keys' },
  { id: 'webhooks', action: 'write_keys' },
  { id: 'erase', action: 'erase_contact' },
  { id: 'audit', action: 'read_audit' },
];
