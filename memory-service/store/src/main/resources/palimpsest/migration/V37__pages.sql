-- First code point of each page, ascending; null for a document without pages. width_bucket(place, page_starts) is the page.
alter table document add column page_starts integer[];
