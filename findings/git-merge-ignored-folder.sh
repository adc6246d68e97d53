#!/usr/bin/env bash
# A merge in Git deletes an ignored folder with all that is in it, without a word, where the other branch has a file or link of that name. A pattern
# with a slash at its end, such as "node_modules/", ignores folders alone: a link of that name, as a second working tree often has one, is added by
# "git add --all" as any file is. The merge that brings it takes the place of the real folder. One expects what happens to a folder that is not
# ignored: the merge stops and names it.
# Run by hand: findings/git-merge-ignored-folder.sh. Needs Git (seen with 2.39). Fails when the behaviour changes.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
git --version
git init --quiet --initial-branch main .
git config user.name A
git config user.email a@example.org
printf 'kept/\n' > .gitignore
git add .gitignore
git commit --quiet --message 'Ignore a folder'
git switch --quiet --create other
ln -s elsewhere kept
git add --all
git commit --quiet --message 'Everything'
printf '\nIn the commit of the other branch: %s\n' "$(git ls-tree --name-only HEAD kept)"
git switch --quiet main
mkdir kept
echo 'hours of work' > kept/file
git merge --quiet other
printf 'After the merge: %s\n' "$(ls -ld kept | cut -c1) $(test -e kept/file && echo 'file is there' || echo 'file is gone')"
test -L kept && test ! -e kept/file || { echo 'The behaviour is another one now.'; exit 1; }

printf '\nThe same with a folder that is not ignored:\n'
git reset --quiet --hard HEAD~1
rm -f kept .gitignore
git rm --quiet --cached .gitignore
git commit --quiet --message 'Ignore nothing'
mkdir kept
echo 'hours of work' > kept/file
if git merge other > merge.txt 2>&1; then
  echo 'The merge went on: the behaviour is another one now.'
  exit 1
fi
cat merge.txt
test -e kept/file
