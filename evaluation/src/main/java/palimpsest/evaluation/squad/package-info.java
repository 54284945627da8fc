/** Questions over articles in SQuAD's format (Rajpurkar et al., EMNLP 2016; XQuAD: Artetxe et al., ACL 2020), for measuring. */
package palimpsest.evaluation.squad;
