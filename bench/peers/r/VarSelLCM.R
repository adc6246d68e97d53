# VarSelLCM without its selection of variables: normal, Poisson and categorical columns, missing cells marginalised.
# Its default is many starts already: 250 of 20 iterations, the best 50 continued.
suppressPackageStartupMessages(library(VarSelLCM))
package <- 'VarSelLCM'
normals <- of_kind('normal', 'lognormal'); counts <- of_kind('poisson'); levelled <- of_kind('bernoulli', 'categorical')

# The type of a column tells the program its family, so its order of columns is: numbers, integers, factors.
frame <- as.data.frame(lapply(unname(c(normals, counts, levelled)), function(column) {
  if (column$kind == 'poisson') as.integer(column$values)
  else if (column$kind %in% c('bernoulli', 'categorical')) factor(sprintf('%03d', as.integer(column$values)), levels = sprintf('%03d', seq_len(column$levels) - 1))
  else as.numeric(numbers(list(column)))
}))
names(frame) <- paste0('V', seq_along(frame))

fitted_outcome <- function(fit) {
  if (length(fit@param@pi) == 0) stop('it gave every start up as degenerate')
  parameters <- list()
  if (length(normals) > 0) {
    name <- function(m) matrix(m, nrow = length(normals), dimnames = list(names(normals), NULL))
    parameters <- normal_parameters(names(normals), name(fit@param@paramContinuous@mu), name(fit@param@paramContinuous@sd))
  }
  rates <- fit@param@paramInteger@lambda
  for (d in seq_along(counts)) parameters[[names(counts)[d]]] <- list(rate = I(as.numeric(rates[d, ])))
  tables <- fit@param@paramCategorical@alpha
  for (d in seq_along(levelled)) parameters[[names(levelled)[d]]] <- list(probabilities = unname(tables[[d]]))
  outcome(-fit@criteria@loglikelihood, fit@param@pi, parameters)
}
cluster <- function(k, ...) {
  fit <- VarSelCluster(frame, gvals = k, vbleSelec = FALSE, crit.varsel = 'BIC', ...)
  c(fitted_outcome(fit), list(starts = 250))
}
fit_default <- function(k) cluster(k)
fit_many <- function(k) cluster(k, iterKeep = 10000, tolKeep = 1e-10)
