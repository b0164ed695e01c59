/**
 * Every reason that a check can give: its sentence, as facts keep it, and the code by which a reader in another language tells it. A check that says
 * something else does not compile. What was counted stands in its figures, never in the sentence (docs/adr/0018).
 */
const CODES = {
  'it could not be measured': 'not_measured',
  'nothing was answered': 'nothing_answered',
  'nothing was counted': 'nothing_counted',
  'nothing could be counted': 'nothing_countable',

  // http, platform
  'nothing listens in this process': 'nothing_listens',
  'a listener does not come to a TLS handshake': 'no_tls_handshake',
  'a listener speaks an old TLS': 'tls_old_spoken',
  'a listener accepts TLS older than 1.2': 'tls_old_accepted',
  'a listener answers without TLS': 'tls_not_needed',
  'a reply is without HSTS': 'hsts_missing',
  'the certificate is past its end': 'certificate_ended',
  'a listener without TLS is not on a loopback address': 'plaintext_not_loopback',
  'a listener without TLS is reached from other addresses': 'plaintext_reached',
  'the server shows no connection of ours': 'no_database_connection',
  'a connection to the database is neither local nor TLS 1.2': 'database_plaintext',

  // audit
  'the oldest pending batch cannot be read': 'batch_unreadable',
  'entries wait for longer than 5 s': 'entries_wait',
  'entries are not in the log although their time has come': 'promises_overdue',
  'the catalog shows no tables': 'no_tables',
  'a role may do more to the log than add to it': 'log_privilege_excess',
  'nothing has been signed yet': 'nothing_signed',
  'the last checkpoint is not one that this log signed': 'checkpoint_not_ours',
  'the tiles do not make the root that was signed': 'tiles_differ',
  'the tiles could not be read': 'tiles_unreadable',
  'tiles of what was signed are missing': 'tiles_missing',
  'entries have been in the tree for more than 60 s and are not signed': 'checkpoint_late',
  'a batch does not follow the one before it in its lane': 'lane_broken',

  // keys
  'a key file or directory is a link or open to others': 'key_file_open',
  'an epoch key that should be gone can still be used, or was not given up in time': 'epoch_left',
  'a stored key does not look like a wrapped one': 'key_not_wrapped',
  'a bucket outlived its day': 'bucket_left',
  'the database is of another environment than its keys': 'environment_differs',
  'a key opens under the name of another environment': 'environment_not_bound',
  'a key does not open under the name of its own environment': 'environment_key_closed',

  // identity
  'some live keys have no owner': 'keys_without_owner',
  'some live keys belong to the machine’s operator, and no person is named': 'keys_of_operator',
  'some services or people have a generic name': 'names_generic',
  'some live keys end later than the policy in force allows': 'keys_too_long',
  'some sessions were begun with one factor': 'sessions_one_factor',
  'some people have no second factor': 'people_one_factor',
  'some sessions were used after their end': 'sessions_past_end',
  'some passwords are kept with too little work against guessing': 'passwords_weakly_kept',
  'more old passwords are kept than the history asks for': 'passwords_kept_too_many',
  'some tenants have no list: their addresses are not asked about': 'network_list_missing',
  'some tenants have no staff network: people are let in from anywhere': 'staff_network_missing',
  'some networks are on the list without an approval': 'networks_unapproved',
  'nobody on the staff is registered': 'no_staff',
  'no company device is enrolled and approved': 'no_device',
  'some live sessions do not run on an approved device': 'sessions_off_device',
  'some live sessions were begun outside the staff networks': 'sessions_off_network',
  'some devices were let in without an approval': 'devices_unapproved',
  'something of people who left is still live': 'leavers_live',
  'access of people who left is not confirmed as ended elsewhere': 'leavers_elsewhere',
  'more people than the policy allows get in without the company’s identity provider': 'people_past_provider',
  'the policy has no parameter local_accounts': 'parameter_missing_local_accounts',
  'a scan found what looks like a secret in a repository': 'secret_found',
  'no repository was scanned yet: azukari scan DIR': 'not_scanned',
  'the policy has no parameter scan_every': 'parameter_missing_scan_every',
  'the last scan of a repository is older than the policy allows': 'scan_old',

  // access
  'some live grants or roles were approved by nobody but who made them': 'grants_unapproved',
  'some live grants name what the policy no longer has': 'grants_stray',
  'the log has not been read to its end lately': 'log_not_read',
  'by the log, staff were shown values without a case': 'shown_without_case',
  'by the log, more was shown in a case than it allows': 'shown_beyond_case',
  'somebody approved or reviewed a case of their own': 'case_self_decided',
  'what was seen in some cases was not reviewed in time': 'case_review_late',
  'by the log, some grants were used beyond what they say': 'used_beyond_grant',
  'the machine’s operator made an administrator, and nobody else has reviewed it': 'break_glass_unreviewed',
  'somebody objected to an administrator that the machine’s operator made': 'break_glass_objected',
  'somebody approved what they had asked for or gain by': 'self_approved',
  'the policy in force was applied before there was anybody to approve it': 'policy_alone',
  'the policy in force was an emergency that nobody has confirmed': 'policy_emergency',
  'the policy in force was approved by no person': 'policy_unapproved',
  'some emergencies were not reviewed by their date': 'emergencies_unreviewed',
  'some people have not accepted the policy in force in time': 'policy_not_accepted',
  'no people are registered': 'no_people',
  'the policy does not say how often access is reviewed': 'review_cadence_missing',
  'the last review of access is too long ago': 'review_late',
  'a review of access is past its due date': 'review_overdue',
  'nobody confirmed the last who can manage access, and they were left so that somebody can': 'last_kept',
  'what a review took away is still there': 'review_not_done',
  'some grants were used by nobody for longer than a round of reviews, and nobody confirmed them':
    'grants_unused',

  // vault, retention
  'records are still sealed under an older version of the policy': 'records_behind',
  'record keys survive past their deadline': 'record_keys_overdue',
  'the sweep has not run yet': 'sweep_not_begun',
  'the clocks disagree, so nothing is destroyed': 'sweep_clocks_differ',
  'the sweep has not run for a while': 'sweep_late',
} as const

export type Why = keyof typeof CODES
export type ReasonCode = (typeof CODES)[Why]

/** The code of a sentence that a fact holds; undefined for one that another version of the program wrote. */
export function reasonCode(why: string): ReasonCode | undefined {
  return Object.hasOwn(CODES, why) ? CODES[why as Why] : undefined
}

/** Every sentence with its code, for whoever tells them in another language. */
export const REASONS: Readonly<Record<Why, ReasonCode>> = CODES
