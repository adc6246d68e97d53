# One program in R: Rscript run.R PROGRAM IN.json OUT.json
#
# In: seed, starts, k (the numbers of components), columns (name, kind, values, and for normal and log-normal ones `floor`,
# the variance below which a component is a spike). Out: version and, for each k and mode, what the program ended with.
# PROGRAM.R defines `package`, `fit_default(k)` and `fit_many(k)`; both answer `outcome(...)`.
suppressPackageStartupMessages(library(jsonlite))
arguments <- commandArgs(trailingOnly = TRUE)
here <- dirname(sub('^--file=', '', grep('^--file=', commandArgs(), value = TRUE)[1]))
input <- fromJSON(arguments[2], simplifyDataFrame = FALSE, simplifyMatrix = FALSE)
columns <- input$columns
names(columns) <- vapply(columns, `[[`, '', 'name')
rows <- length(columns[[1]]$values)

# The columns of some kinds. A log-normal column is a normal one of its logarithms.
of_kind <- function(...) Filter(function(column) column$kind %in% c(...), columns)
numbers <- function(some) {
  values <- lapply(some, function(column) if (column$kind == 'lognormal') log(column$values) else column$values)
  matrix(as.numeric(unlist(values)), nrow = rows, dimnames = list(NULL, names(some)))
}
# What the logarithms add to the NLML in the data's own units.
jacobian <- sum(vapply(of_kind('lognormal'), function(column) sum(log(column$values), na.rm = TRUE), 0))

# `reported`: the NLML in the program's own words. `parameters`: by column name, each a list with an entry per component.
outcome <- function(reported, weights, parameters) list(reported = reported + jacobian, weights = I(as.numeric(weights)), columns = parameters)
normal_parameters <- function(names, means, sds) {
  setNames(lapply(names, function(name) list(mean = I(as.numeric(means[name, ])), sd = I(as.numeric(sds[name, ])))), names)
}
is_spike <- function(fitted) any(vapply(of_kind('normal', 'lognormal'), function(column) any(fitted$columns[[column$name]]$sd^2 < column$floor), NA))

# The best of many attempts, spikes and failures left out and counted. `attempt(i)` answers an outcome or fails.
best_of <- function(count, attempt) {
  best <- NULL; spikes <- c(); failed <- 0
  for (i in seq_len(count)) {
    fitted <- tryCatch(suppressWarnings(attempt(i)), error = function(e) NULL)
    if (is.null(fitted) || !is.finite(fitted$reported)) failed <- failed + 1
    else if (is_spike(fitted)) spikes <- c(spikes, fitted$reported)
    else if (is.null(best) || fitted$reported < best$reported) best <- fitted
  }
  searched(best, count, spikes, failed)
}
# `spikes`: the NLMLs of the starts that ended in one.
searched <- function(best, count, spikes, failed) {
  if (is.null(best)) stop(sprintf('of %d starts %d ended in spikes and %d failed', count, length(spikes), failed))
  c(best, list(starts = count, spikes = length(spikes), failed = failed), if (length(spikes) > 0) list(lowestSpike = min(spikes)))
}

source(file.path(here, paste0(arguments[1], '.R')))

timed <- function(k, mode, fit) {
  set.seed(input$seed)
  began <- proc.time()[['elapsed']]
  run <- tryCatch(suppressWarnings(fit(k)), error = function(e) list(error = gsub('\\s+', ' ', conditionMessage(e))))
  c(list(k = k, mode = mode, seconds = proc.time()[['elapsed']] - began), run)
}
runs <- unlist(lapply(input$k, function(k) list(timed(k, 'default', fit_default), timed(k, 'many', fit_many))), recursive = FALSE)
write(toJSON(list(version = as.character(packageVersion(package)), runs = runs), auto_unbox = TRUE, digits = NA, na = 'null', null = 'null'), arguments[3])
