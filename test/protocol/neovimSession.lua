-- A session in Neovim's own client, from the commands of docs/editors.md to the edited text. Each step is a line of JSON
-- in $MIXTURE_RESULTS; every wait ends with an event or an error.
local results = assert(io.open(vim.env.MIXTURE_RESULTS, 'w'))
local encode = vim.json and vim.json.encode or vim.fn.json_encode
local function report(step, value)
  results:write(encode({ step = step, value = value }), '\n')
  results:flush()
end
local function await(what, holds)
  if not vim.wait(20000, holds, 5) then error('not within 20 s: ' .. what) end
end

local progress, notices = {}, {}
local show = vim.lsp.handlers['$/progress']
vim.lsp.handlers['$/progress'] = function(err, params, ...)
  table.insert(progress, params.value.kind)
  return show(err, params, ...)
end
vim.notify = function(message) table.insert(notices, message) end
vim.ui.select = function(items, _, choose) choose(items[1], 1) end

local function open(file, client)
  vim.cmd('edit ' .. vim.fn.fnameescape(file))
  vim.bo.filetype = 'csv'
  vim.lsp.buf_attach_client(0, client)
end
local function findings(line)
  return vim.diagnostic.get(0, line and { lnum = line } or nil)
end

local function session()
  dofile(vim.env.MIXTURE_RECIPE)
  local client = vim.lsp.start_client({
    name = 'mixture_lens',
    cmd = vim.json.decode(vim.env.MIXTURE_SERVER),
    root_dir = vim.fn.fnamemodify(vim.env.MIXTURE_TABLE, ':h'),
  })
  local line, column = tonumber(vim.env.MIXTURE_LINE), tonumber(vim.env.MIXTURE_COLUMN)

  open(vim.env.MIXTURE_TABLE, client)
  await('findings of the opened file', function() return #findings() > 0 end)
  report('opened', vim.tbl_map(function(each) return each.code end, findings()))

  vim.cmd('MixtureFit')
  await('the answer to the fit', function() return #notices > 0 end)
  report('fitted', notices[1])
  await('the end of the progress', function() return progress[#progress] == 'end' end)
  report('progress', { first = progress[1], last = progress[#progress] })

  await('the finding', function() return #findings(line) > 0 end)
  vim.api.nvim_win_set_cursor(0, { line + 1, column })
  local hovers = vim.lsp.buf_request_sync(0, 'textDocument/hover', vim.lsp.util.make_position_params(), 20000)
  report('hover', hovers[client].result.contents.value)

  vim.lsp.buf.code_action()
  local before = vim.api.nvim_get_current_line()
  await('the edited text', function() return vim.api.nvim_get_current_line() ~= before end)
  report('edited', { before, vim.api.nvim_get_current_line() })
  await('the finding to go', function() return #findings(line) == 0 end)

  notices, progress = {}, {}
  open(vim.env.MIXTURE_LARGE, client)
  vim.cmd('MixtureFit')
  await('the progress of the fit', function() return progress[1] == 'begin' end)
  vim.cmd('MixtureCancel')
  -- Neovim keeps the error of a cancelled request to itself.
  await('the end of the progress', function() return progress[#progress] == 'end' end)
  report('cancelled', notices)
  vim.lsp.stop_client(client)
  await('the end of the server', function() return vim.lsp.client_is_stopped(client) end)
  report('stopped', true)
end

local ok, problem = xpcall(session, debug.traceback)
if not ok then report('failed', problem) end
results:close()
vim.cmd('qall!')
