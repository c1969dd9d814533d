-- How far the view has been read is what its groups have committed: one place says it, also of a
-- record that no row came of because it could not be read.
drop table request_view_progress;
