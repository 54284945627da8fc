/** Questions over reports in FinanceBench's format (Islam et al., arXiv 2311.11944), for measuring. */
package palimpsest.evaluation.report;
