-- The cells of most records fit into a page. Outside it they are cut into pieces of 2 KB, each a row with an entry in an index: a third of what PostgreSQL spends
-- on a record of 6 KB. Inside it an event added to a record writes its cells again, which costs less. What is there stays where it is until it is written anew.
ALTER TABLE vault.record SET (toast_tuple_target = 8160);
